import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Conditions, type Grant } from "../identity/policyDocument";

/** One end of a replication. */
export interface ReplicationEnd {
    readonly region: string;
    readonly bucketArn: pulumi.Input<string>;
    readonly keyArn: pulumi.Input<string>;
}

/** Minutes within which S3 promises to have replicated an object. Source: S3 user guide, replication time control. */
export const replicationMinutes = 15;

/** Name of the rule that replicates to a region; alarms name the rule too. */
export function ruleId(region: string): string {
    return `to-${region}`;
}

/**
 * One rule per destination for the whole bucket. Deletes are not replicated: a model that is deleted by
 * mistake, or on purpose, remains in the other regions.
 *
 * @param timeControl pay for the promise of 15 minutes, and for the metrics that come with it
 */
export function replicationRules(
    destinations: readonly ReplicationEnd[],
    timeControl: boolean,
): aws.types.input.s3.BucketReplicationConfigRule[] {
    return destinations.map(({ region, bucketArn, keyArn }, i) => ({
        id: ruleId(region),
        status: "Enabled",
        priority: i + 1,
        filter: { prefix: "" },
        deleteMarkerReplication: { status: "Disabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
            bucket: bucketArn,
            storageClass: "STANDARD",
            encryptionConfiguration: { replicaKmsKeyId: keyArn },
            ...(timeControl && {
                replicationTime: { status: "Enabled", time: { minutes: replicationMinutes } },
                metrics: { status: "Enabled", eventThreshold: { minutes: replicationMinutes } },
            }),
        },
    }));
}

/**
 * What S3 needs to copy from `source` to `destinations` in our name. Sources: S3 user guide, setting up permissions for live
 * replication and replicating encrypted objects (with bucket keys the replica's key must also allow Decrypt).
 */
export function replicationGrants(
    source: ReplicationEnd,
    destinations: readonly ReplicationEnd[],
    objectsOf: (bucketArn: pulumi.Input<string>) => pulumi.Input<string>,
): readonly Grant[] {
    const replicas = destinations.flatMap((destination): Grant[] => [
        {
            actions: ["s3:ReplicateObject", "s3:ReplicateTags"],
            resources: [objectsOf(destination.bucketArn)],
        },
        {
            actions: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
            resources: [destination.keyArn],
            conditions: throughBucket(destination, objectsOf),
        },
    ]);
    return [
        { actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"], resources: [source.bucketArn] },
        {
            actions: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
            resources: [objectsOf(source.bucketArn)],
        },
        { actions: ["kms:Decrypt"], resources: [source.keyArn], conditions: throughBucket(source, objectsOf) },
        ...replicas,
    ];
}

/** The key only through S3 in its region, and only for objects of this bucket. */
function throughBucket(
    { region, bucketArn }: ReplicationEnd,
    objectsOf: (bucketArn: pulumi.Input<string>) => pulumi.Input<string>,
): Conditions {
    return {
        StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
        // The bucket itself for objects under a bucket key, the object for others.
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, objectsOf(bucketArn)] },
    };
}
