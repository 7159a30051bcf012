import * as pulumi from "@pulumi/pulumi";
import { type ObjectStore } from "../../platform";
import { dnsSuffix } from "../regions";

/** Where objects live, with what policies need of it. */
export interface StoreLocation {
    readonly bucket: pulumi.Output<string>;
    readonly region: string;
    readonly arn: pulumi.Output<string>;
    /** Key the objects are encrypted with; absent: S3's own key. */
    readonly keyArn?: pulumi.Output<string>;
}

/** An S3 bucket as add-ons and workloads see it. */
export function objectStore({ bucket, region }: Pick<StoreLocation, "bucket" | "region">): ObjectStore {
    const host = s3Host(region);
    return {
        bucket,
        region,
        host,
        // Clients connect to the bucket's own host, or to the region's and put the bucket into the path.
        hosts: pulumi.output(bucket).apply((name) => [`${name}.${host}`, host]),
        addressing: "virtual-hosted",
        credentials: { kind: "identity" },
        environment: {
            cli: {
                AWS_REGION: region,
                AWS_RETRY_MODE: "standard",
                // Pod Identity is the one source of credentials; the node's own must never be found.
                AWS_EC2_METADATA_DISABLED: "true",
            },
            python: { AWS_DEFAULT_REGION: region },
        },
        uri: (path) => pulumi.interpolate`s3://${bucket}/${path}`,
        // Mountpoint for S3, with the pod's own identity. Source: awslabs/mountpoint-s3-csi-driver, docs/CONFIGURATION.md.
        mount: ({ handle, prefix, owner, cacheSize }) => ({
            mountOptions: [
                "read-only",
                `prefix ${prefix}`,
                `region ${region}`,
                `uid=${owner}`,
                `gid=${owner}`,
                "allow-other",
            ],
            csi: {
                driver: "s3.csi.aws.com",
                volumeHandle: handle,
                volumeAttributes: {
                    bucketName: bucket,
                    authenticationSource: "pod",
                    cache: "emptyDir",
                    cacheEmptyDirSizeLimit: cacheSize,
                },
            },
        }),
    };
}

/** Host of a region's S3 API. */
function s3Host(region: string): string {
    return `s3.${region}.${dnsSuffix(region)}`;
}
