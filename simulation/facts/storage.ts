import { at, list, obj, str } from "../../policy/model/read";
import { type ShownResource } from "../in-process/simulate";
import { objectsIn } from "./objects";

/** A bucket with what protects its objects. */
export interface Bucket {
    readonly bucket: string;
    readonly region: string;
    readonly versioned: boolean;
    readonly encryption: string;
    readonly publicAccessBlocked: boolean;
    /** Names of the buckets that its objects are copied to. */
    readonly replicatesTo: readonly string[];
}

/** Every bucket of a stack. */
export function buckets(resources: readonly ShownResource[]): Bucket[] {
    const about = (module: string, bucket: string) =>
        resources.find(({ type, inputs }) => type.startsWith(`aws:s3/${module}:`) && inputs.bucket === bucket)?.inputs;
    return resources
        .filter(({ type }) => type === "aws:s3/bucket:Bucket")
        .map(({ name, inputs }) => {
            const bucket = str(inputs.bucket) ?? name;
            const rule = objectsIn(about("bucketServerSideEncryptionConfiguration", bucket)?.rules)[0];
            const algorithm = at(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm");
            const blocks = about("bucketPublicAccessBlock", bucket);
            return {
                bucket,
                region: str(inputs.region) ?? "",
                versioned: at(about("bucketVersioning", bucket), "versioningConfiguration", "status") === "Enabled",
                encryption: algorithm === "aws:kms" ? "own key" : algorithm === undefined ? "none" : "S3's key",
                publicAccessBlocked:
                    blocks !== undefined &&
                    [
                        blocks.blockPublicAcls,
                        blocks.blockPublicPolicy,
                        blocks.ignorePublicAcls,
                        blocks.restrictPublicBuckets,
                    ].every((each) => each === true),
                replicatesTo: list(about("bucketReplicationConfig", bucket)?.rules).flatMap((each) => {
                    const destination = str(at(obj(each), "destination", "bucket"));
                    return destination === undefined ? [] : [destination.replace(/^arn:[^:]+:s3:::/, "")];
                }),
            };
        });
}
