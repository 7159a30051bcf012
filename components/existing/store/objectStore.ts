import * as pulumi from "@pulumi/pulumi";
import { storeRegion } from "../../../config/existingCluster";
import { type StoreName } from "../../../config/names";
import { type ObjectStore, type StoreService } from "../../platform";

/** Name of the S3 server: its namespace, its Service and the label of its pod. */
export const storeName = "object-store";

/** The S3 server as everything that connects to it sees it. */
export const storeService: StoreService = { namespace: storeName, podLabels: { app: storeName }, port: 7070 };

const storeHost = `${storeName}.${storeName}.svc.cluster.local`;

/** Key of a Secret that holds the secret part of an access key; the other part is the name of the account. */
export const secretKey = "secretAccessKey";

/** Secret with the access key of a service account, in its namespace. */
export function keySecretName(serviceAccount: string): string {
    return `${serviceAccount}-object-store`;
}

/** Settings of S3 clients by the program, which read them from variables of AWS's names whoever serves the protocol. */
export function clientSettings(endpoint: string, region: string) {
    return {
        cli: {
            AWS_ENDPOINT_URL: endpoint,
            AWS_REGION: region,
            AWS_RETRY_MODE: "standard",
            // A key from the environment is the one source of credentials; a node's own must never be found.
            AWS_EC2_METADATA_DISABLED: "true",
        },
        python: { AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: region },
    } as const;
}

/** Clients add checksums to every request, which other stores than S3 reject. Source: AWS SDKs, data integrity protections. */
export const requiredChecksums = {
    AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
    AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
} as const;

/** URL of the stack's own S3 server. */
export const storeEndpoint = `http://${storeHost}:${storeService.port}`;

/** Settings of its clients. */
export const clientEnvironment = clientSettings(storeEndpoint, storeRegion).cli;

/** Variables by which S3 clients learn whose key they use, and the key. */
export const accountVariable = "AWS_ACCESS_KEY_ID";
export const keyVariable = "AWS_SECRET_ACCESS_KEY";

/** A bucket of the stack's own S3 server. */
export function embeddedStore(store: StoreName): ObjectStore {
    return {
        bucket: pulumi.output(store),
        region: storeRegion,
        endpoint: storeEndpoint,
        host: storeHost,
        hosts: pulumi.output([storeHost]),
        service: storeService,
        addressing: "path",
        credentials: {
            kind: "secret",
            secretName: keySecretName,
            environment: (serviceAccount) => ({ [accountVariable]: serviceAccount }),
            variables: { [keyVariable]: secretKey },
        },
        environment: clientSettings(storeEndpoint, storeRegion),
        uri: (path) => pulumi.output(`s3://${store}/${path}`),
    };
}
