import * as pulumi from "@pulumi/pulumi";
import { type ExternalObjectStore } from "../../../config/platformKind";
import { type ObjectStore } from "../../platform";
import {
    accountVariable,
    clientSettings,
    keySecretName,
    keyVariable,
    requiredChecksums,
    secretKey,
} from "./objectStore";

/** Key of a Secret that holds the account's part of an access key. */
export const accountKey = "accessKeyId";

/** A bucket of an S3-compatible store that is there. Clients with an endpoint of their own put the bucket into the path. */
export function externalStore(
    { endpoint, region }: Pick<ExternalObjectStore, "endpoint" | "region">,
    bucket: string,
): ObjectStore {
    const { host } = new URL(endpoint);
    const { cli, python } = clientSettings(endpoint, region);
    return {
        bucket: pulumi.output(bucket),
        region,
        endpoint,
        host,
        hosts: pulumi.output([host]),
        addressing: "path",
        credentials: {
            kind: "secret",
            secretName: keySecretName,
            environment: () => ({}),
            variables: { [accountVariable]: accountKey, [keyVariable]: secretKey },
            brought: true,
        },
        environment: {
            cli: { ...cli, ...requiredChecksums },
            python: { ...python, ...requiredChecksums },
        },
        uri: (path) => pulumi.output(`s3://${bucket}/${path}`),
    };
}
