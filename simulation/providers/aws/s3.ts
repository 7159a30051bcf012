import { dnsSuffix } from "../account";
import { capitals, given, hex, text } from "../naming";
import { type SimulatedResource, type SimulatedType, type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** A setting of a bucket that is a separate resource, identified by the bucket's name. */
function satellite(file: string, ...forced: readonly string[]): SimulatedType {
    return {
        id: ({ inputs }) => text(inputs, "bucket"),
        replaceOn: forcesNewInRegion(file, "bucket", ...forced),
    };
}

/** A setting of which a bucket can have several, each with a name. */
function namedSatellite(file: string): SimulatedType {
    return {
        autoName: { property: "name", maxLength: 64 },
        id: ({ inputs }) => `${text(inputs, "bucket")}:${text(inputs, "name")}`,
        replaceOn: forcesNewInRegion(file, "bucket", "name"),
    };
}

export const s3Types: TypeTable = {
    "aws:s3/bucket:Bucket": {
        autoName: { property: "bucket", maxLength: 63, lowerCase: true },
        outputs: ({ account }, id) => {
            const suffix = dnsSuffix(account.partition);
            return {
                arn: `arn:${account.partition}:s3:::${id}`,
                bucketDomainName: `${id}.s3.${suffix}`,
                bucketRegion: account.region,
                bucketRegionalDomainName: `${id}.s3.${account.region}.${suffix}`,
                hostedZoneId: `Z${capitals(`${account.region}/s3`, 13)}`,
                region: account.region,
                requestPayer: "BucketOwner",
            };
        },
        replaceOn: forcesNewInRegion("s3/bucket.go", "bucket", "bucketPrefix", "objectLockEnabled"),
    },
    "aws:s3/bucketVersioning:BucketVersioning": satellite("s3/bucket_versioning.go", "expectedBucketOwner"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": satellite(
        "s3/bucket_server_side_encryption_configuration.go",
        "expectedBucketOwner",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": satellite("s3/bucket_public_access_block.go"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": satellite("s3/bucket_ownership_controls.go"),
    "aws:s3/bucketPolicy:BucketPolicy": satellite("s3/bucket_policy.go"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": satellite(
        "s3/bucket_lifecycle_configuration.go",
        "expectedBucketOwner",
    ),
    "aws:s3/bucketLogging:BucketLogging": satellite("s3/bucket_logging.go", "expectedBucketOwner"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": satellite("s3/bucket_replication_configuration.go"),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": satellite(
        "s3/bucket_object_lock_configuration.go",
        "expectedBucketOwner",
        "objectLockEnabled",
    ),
    "aws:s3/bucketNotification:BucketNotification": satellite("s3/bucket_notification.go"),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": satellite(
        "s3/bucket_cors_configuration.go",
        "expectedBucketOwner",
    ),
    "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration": satellite(
        "s3/bucket_accelerate_configuration.go",
        "expectedBucketOwner",
    ),
    "aws:s3/bucketMetric:BucketMetric": namedSatellite("s3/bucket_metric.go"),
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": namedSatellite(
        "s3/bucket_intelligent_tiering_configuration.go",
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        id: ({ inputs, name }) => given(inputs, "key", name),
        outputs: (resource: SimulatedResource, id) => ({
            arn: `arn:${resource.account.partition}:s3:::${text(resource.inputs, "bucket")}/${id}`,
            key: id,
            etag: hex(resource.seed, 32),
            versionId: capitals(resource.seed, 32),
        }),
        replaceOn: forcesNewInRegion("s3/object.go", "bucket", "key"),
    },
};
