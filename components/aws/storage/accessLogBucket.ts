import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keepPrivate, keepVersions, physicalName, tlsOnly } from "./bucketParts";
import { type AwsScope } from "../scope";

export interface AccessLogBucketArgs {
    readonly scope: AwsScope;
    readonly region: string;
    /** Days that logs are kept. */
    readonly days: number;
    readonly deletable: boolean;
}

/**
 * The access logs of the other buckets of a region. S3 delivers logs only to buckets with S3's own keys, and
 * a bucket that logged to itself would never end; versions are kept so that a log cannot be rewritten unseen.
 */
export class AccessLogBucket extends pulumi.ComponentResource {
    public readonly bucket: pulumi.Output<string>;
    /** The bucket's policy: without it nothing is delivered. */
    public readonly policy: pulumi.Resource;

    constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:AccessLogBucket", name, {}, opts);
        const { scope, region, days } = args;
        const child = { parent: this };
        const bucket = new aws.s3.Bucket(
            name,
            {
                bucket: physicalName({ scope, store: "access-logs", region }),
                region,
                forceDestroy: args.deletable,
                tags: scope.tags,
            },
            child,
        );
        const guards = keepPrivate(name, bucket.bucket, region, child);
        const versioning = keepVersions(name, bucket.bucket, region, child);
        new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                bucket: bucket.bucket,
                region,
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
            },
            child,
        );
        new aws.s3.BucketLifecycleConfiguration(
            name,
            {
                bucket: bucket.bucket,
                region,
                rules: [
                    {
                        id: "expire-logs",
                        status: "Enabled",
                        filter: {},
                        expiration: { days },
                        noncurrentVersionExpiration: { noncurrentDays: 1 },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                    },
                ],
            },
            { ...child, dependsOn: [versioning] },
        );
        this.policy = new aws.s3.BucketPolicy(
            name,
            { bucket: bucket.bucket, region, policy: policyOf(bucket.arn, scope.accountId) },
            // A policy that arrives before the block could be refused as public.
            { ...child, dependsOn: [...guards] },
        );
        this.bucket = bucket.bucket;
        this.registerOutputs({ bucket: this.bucket });
    }
}

/** Only S3's log delivery, and only for this account, may write. Source: S3 user guide, enabling server access logging. */
function policyOf(arn: pulumi.Output<string>, accountId: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.jsonStringify(
        pulumi.all([arn, accountId]).apply(([bucketArn, account]) => ({
            Version: "2012-10-17",
            Statement: [
                ...tlsOnly(bucketArn),
                {
                    Sid: "LogDelivery",
                    Effect: "Allow",
                    Principal: { Service: "logging.s3.amazonaws.com" },
                    Action: ["s3:PutObject"],
                    Resource: [`${bucketArn}/*`],
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ],
        })),
    );
}
