import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { replicationMinutes, ruleId } from "./replication";
import { type AwsScope } from "../scope";
import { type StoreBucket } from "./storeBucket";

export interface ReplicationAlarmsArgs {
    readonly scope: AwsScope;
    readonly source: StoreBucket;
    readonly replicas: readonly StoreBucket[];
    /** SNS topics to notify, by region; a region without one has silent alarms. */
    readonly topics: Readonly<Record<string, string>>;
}

/**
 * Alarms for models that fail to reach a replica, or reach it late. S3 counts failures in the source's region and latency in the
 * destination's. Source: S3 user guide, using S3 Replication metrics.
 */
export class ReplicationAlarms extends pulumi.ComponentResource {
    constructor(name: string, args: ReplicationAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ReplicationAlarms", name, {}, opts);
        for (const replica of args.replicas) {
            const dimensions = {
                SourceBucket: args.source.bucket,
                DestinationBucket: replica.bucket,
                RuleId: ruleId(replica.region),
            };
            const alarm = (what: string, region: string, metric: aws.cloudwatch.MetricAlarmArgs) => {
                const topic = args.topics[region];
                new aws.cloudwatch.MetricAlarm(
                    `${name}-${what}-${replica.region}`,
                    {
                        namespace: "AWS/S3",
                        dimensions,
                        region,
                        // No metric means nothing to replicate.
                        treatMissingData: "notBreaching",
                        ...(topic !== undefined && { alarmActions: [topic], okActions: [topic] }),
                        tags: args.scope.tags,
                        ...metric,
                    },
                    { parent: this },
                );
            };
            alarm("failed", args.source.region, {
                alarmDescription: `Models fail to replicate to ${replica.region}: see docs/aws.md`,
                metricName: "OperationsFailedReplication",
                statistic: "Sum",
                period: 300,
                evaluationPeriods: 1,
                comparisonOperator: "GreaterThanThreshold",
                threshold: 0,
            });
            alarm("late", replica.region, {
                alarmDescription: `Models reach ${replica.region} later than ${replicationMinutes} minutes: see docs/aws.md`,
                metricName: "ReplicationLatency",
                statistic: "Maximum",
                period: 300,
                evaluationPeriods: 3,
                comparisonOperator: "GreaterThanThreshold",
                threshold: replicationMinutes * 60,
            });
        }
        this.registerOutputs({});
    }
}
