import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, createAlarm } from "../alarms/alarm";
import { replicationMinutes, ruleId } from "./replication";
import { type AwsScope } from "../scope";
import { type StoreBucket } from "./storeBucket";

/** The part of a bucket that alarms need. */
type WatchedBucket = Pick<StoreBucket, "region"> & { readonly bucket: pulumi.Input<string> };

/**
 * Alarms for models that fail to reach a replica, or reach it late. S3 counts failures in the source's region and latency in the
 * destination's. Source: S3 user guide, using S3 Replication metrics.
 */
export function replicationAlarms(
    source: WatchedBucket,
    replica: WatchedBucket,
): Readonly<Record<"failed" | "late", AlarmSpec>> {
    const common = {
        severity: "warning",
        runbook: "model-replication",
        namespace: "AWS/S3",
        dimensions: {
            SourceBucket: source.bucket,
            DestinationBucket: replica.bucket,
            RuleId: ruleId(replica.region),
        },
        periodMinutes: 5,
        // No metric means nothing to replicate.
        noData: "silent",
    } as const;
    return {
        failed: {
            ...common,
            alarm: "ModelReplicationFailed",
            description: `Within 5 minutes a file of a model could not be copied to ${replica.region}: the replica lacks it.`,
            region: source.region,
            measure: "OperationsFailedReplication",
            statistic: "Sum",
            is: { above: 0 },
            minutes: 5,
        },
        late: {
            ...common,
            alarm: "ModelReplicationLate",
            description: `For 15 minutes files of models have reached ${replica.region} more than ${replicationMinutes} minutes late.`,
            region: replica.region,
            measure: "ReplicationLatency",
            statistic: "Maximum",
            is: { above: replicationMinutes * 60 },
            minutes: 15,
        },
    };
}

export interface ReplicationAlarmsArgs {
    readonly scope: AwsScope;
    readonly source: StoreBucket;
    readonly replicas: readonly StoreBucket[];
}

/** The alarms of every replica, each in the region of its metric. */
export class ReplicationAlarms extends pulumi.ComponentResource {
    constructor(name: string, args: ReplicationAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ReplicationAlarms", name, {}, opts);
        const { scope, source, replicas } = args;
        for (const replica of replicas) {
            for (const [what, spec] of Object.entries(replicationAlarms(source, replica))) {
                createAlarm(`${name}-${what}-${replica.region}`, spec, scope, { parent: this });
            }
        }
        this.registerOutputs({});
    }
}
