import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketKeyOnly, keepPrivate, keepVersions, physicalName, tlsOnly } from "./bucketParts";
import { type AwsScope, keepingData } from "../scope";
import { type StorageRegion } from "./storageRegion";

/** How long S3 keeps what a bucket holds. */
export interface Retention {
    /** Days after which a superseded or deleted object version is gone for good. */
    readonly noncurrentDays: number;
    /** Days after which objects expire by themselves. Default: never. */
    readonly days?: number;
}

/** Refuses to delete or overwrite an object version before its time. */
export interface ObjectLock {
    readonly mode: "governance" | "compliance";
    readonly days: number;
}

/** Read by the policy aws-bucket-replication. */
const replicatedTag = "inference-platform/replicated";

export interface StoreBucketArgs {
    readonly scope: AwsScope;
    /** What the bucket holds, for example `models`; part of its name. */
    readonly store: string;
    /** Key and access logs of the region the bucket is in. */
    readonly storage: StorageRegion;
    readonly retention: Retention;
    /** Lets `pulumi destroy` delete the bucket with everything in it. */
    readonly deletable: boolean;
    /** Says by a tag that the bucket must have replicas, so that the policy pack holds it to that. Default false. */
    readonly replicated?: boolean;
    /** Default: none. Cannot be added to a bucket that exists. */
    readonly objectLock?: ObjectLock;
}

/**
 * A bucket with the platform's protections: versions, our key, no public access, owner enforced, TLS only, no upload under
 * another key, access logs, lifecycle rules for old versions and unfinished uploads.
 */
export class StoreBucket extends pulumi.ComponentResource {
    public readonly bucket: pulumi.Output<string>;
    public readonly arn: pulumi.Output<string>;
    public readonly keyArn: pulumi.Output<string>;
    public readonly region: string;
    /** Replication from and to the bucket waits for it. */
    public readonly versioning: pulumi.Resource;

    constructor(name: string, args: StoreBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:StoreBucket", name, {}, keepingData(args.scope, opts));
        const { scope, store, storage, objectLock } = args;
        const { region, keyArn } = storage;
        const child = { parent: this };

        const bucket = new aws.s3.Bucket(
            name,
            {
                bucket: physicalName({ scope, store, region }),
                region,
                forceDestroy: args.deletable,
                ...(objectLock !== undefined && { objectLockEnabled: true }),
                tags: { ...scope.tags, store, ...(args.replicated === true && { [replicatedTag]: "true" }) },
            },
            { ...child },
        );
        const guards = keepPrivate(name, bucket.bucket, region, child);
        this.versioning = keepVersions(name, bucket.bucket, region, child);
        new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                bucket: bucket.bucket,
                region,
                rules: [
                    {
                        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                        // One key request per bucket and minute instead of one per object.
                        bucketKeyEnabled: true,
                    },
                ],
            },
            child,
        );
        new aws.s3.BucketLifecycleConfiguration(
            name,
            { bucket: bucket.bucket, region, rules: [lifecycleRule(args.retention)] },
            // S3 refuses rules on noncurrent versions before the bucket has versions.
            { ...child, dependsOn: [this.versioning] },
        );
        new aws.s3.BucketLogging(
            name,
            { bucket: bucket.bucket, region, targetBucket: storage.accessLogs.bucket, targetPrefix: `${store}/` },
            { ...child, dependsOn: [storage.accessLogs.policy] },
        );
        new aws.s3.BucketPolicy(
            name,
            { bucket: bucket.bucket, region, policy: policyOf(bucket.arn, keyArn) },
            { ...child, dependsOn: [...guards] },
        );
        if (objectLock !== undefined) {
            new aws.s3.BucketObjectLockConfiguration(
                name,
                {
                    bucket: bucket.bucket,
                    region,
                    rule: { defaultRetention: { mode: objectLock.mode.toUpperCase(), days: objectLock.days } },
                },
                { ...child, dependsOn: [this.versioning] },
            );
        }

        this.bucket = bucket.bucket;
        this.arn = bucket.arn;
        this.keyArn = keyArn;
        this.region = region;
        this.registerOutputs({ bucket: this.bucket, arn: this.arn, region });
    }
}

/** One rule for the whole bucket. */
function lifecycleRule({ noncurrentDays, days }: Retention): aws.types.input.s3.BucketLifecycleConfigurationRule {
    return {
        id: "clean-up",
        status: "Enabled",
        filter: {},
        noncurrentVersionExpiration: { noncurrentDays },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        ...(days === undefined ? { expiration: { expiredObjectDeleteMarker: true } } : { expiration: { days } }),
    };
}

function policyOf(arn: pulumi.Output<string>, keyArn: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.jsonStringify(
        pulumi.all([arn, keyArn]).apply(([bucketArn, key]) => ({
            Version: "2012-10-17",
            Statement: [...tlsOnly(bucketArn), ...bucketKeyOnly(bucketArn, key)],
        })),
    );
}
