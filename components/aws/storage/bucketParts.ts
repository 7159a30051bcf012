import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketName } from "./bucketName";
import { type Statement } from "../identity/policyDocument";
import { type AwsScope } from "../scope";

/** Which bucket, where; every setting of a bucket outside the stack's own region must name the region too. */
export interface BucketPlace {
    readonly scope: AwsScope;
    /** What the bucket holds, for example `models`. */
    readonly store: string;
    readonly region: string;
}

/** Physical name of a bucket, which its policy and others' policies use before it exists. */
export function physicalName({ scope, store, region }: BucketPlace): pulumi.Output<string> {
    return scope.accountId.apply((accountId) => bucketName({ stack: scope.stack, store, accountId, region }));
}

/** Nothing in the bucket can be made public, and access lists do not count. */
export function keepPrivate(
    name: string,
    bucket: pulumi.Output<string>,
    region: string,
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    return [
        new aws.s3.BucketPublicAccessBlock(
            name,
            {
                bucket,
                region,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            opts,
        ),
        new aws.s3.BucketOwnershipControls(
            name,
            { bucket, region, rule: { objectOwnership: "BucketOwnerEnforced" } },
            opts,
        ),
    ];
}

/** Keeps every version of every object. */
export function keepVersions(
    name: string,
    bucket: pulumi.Output<string>,
    region: string,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    return new aws.s3.BucketVersioning(name, { bucket, region, versioningConfiguration: { status: "Enabled" } }, opts);
}

/** Rejects requests without TLS 1.2. Source: S3 user guide, security best practices. */
export function tlsOnly(bucketArn: string): readonly Statement[] {
    const all = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [bucketArn, `${bucketArn}/*`] } as const;
    return [
        { Sid: "TlsOnly", ...all, Condition: { Bool: { "aws:SecureTransport": "false" } } },
        { Sid: "NoOldTls", ...all, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ];
}

/**
 * Rejects uploads that ask for another encryption or another key than the bucket's. An upload that asks for nothing gets the
 * bucket's key by default and passes.
 */
export function bucketKeyOnly(bucketArn: string, keyArn: string): readonly Statement[] {
    const put = { Effect: "Deny", Principal: "*", Action: ["s3:PutObject"], Resource: [`${bucketArn}/*`] } as const;
    const refused = (sid: string, header: string, expected: string): Statement => ({
        Sid: sid,
        ...put,
        // Both conditions must hold: the header is present, and its value differs.
        Condition: { StringNotEquals: { [header]: expected }, Null: { [header]: "false" } },
    });
    return [
        refused("KmsOnly", "s3:x-amz-server-side-encryption", "aws:kms"),
        refused("OwnKeyOnly", "s3:x-amz-server-side-encryption-aws-kms-key-id", keyArn),
    ];
}
