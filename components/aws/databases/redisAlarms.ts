import type * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec } from "../alarms/alarm";

/**
 * Alarms on one node of a cache; which node is the primary changes with a failover. Sources: ElastiCache user guide, metrics for
 * Valkey and which to monitor; CloudWatch user guide, recommended alarms.
 */
export function redisAlarms(nodeId: pulumi.Input<string>, replicated: boolean): readonly AlarmSpec[] {
    const common = {
        severity: "warning",
        runbook: "cache",
        namespace: "AWS/ElastiCache",
        dimensions: { CacheClusterId: nodeId },
        noData: "silent",
    } as const;
    return [
        {
            ...common,
            alarm: "CacheMemoryHigh",
            description:
                "For 15 minutes the cache has filled more than 90 % of its memory: soon it throws keys away, or rejects writes " +
                "where no key has an expiry.",
            measure: "DatabaseMemoryUsagePercentage",
            statistic: "Average",
            is: { above: 90 },
            minutes: 15,
        },
        {
            ...common,
            alarm: "CacheEvicting",
            description:
                "For 15 minutes the cache has thrown keys away before their expiry, because its memory is full.",
            measure: "Evictions",
            statistic: "Sum",
            is: { above: 0 },
            minutes: 15,
            periodMinutes: 5,
        },
        {
            ...common,
            alarm: "CacheEngineBusy",
            description:
                "For 5 minutes the one thread that answers requests to the cache has been busy for more than 90 % of the " +
                "time: callers wait. Without values the node does not answer.",
            measure: "EngineCPUUtilization",
            statistic: "Average",
            is: { above: 90 },
            minutes: 5,
            // A node that runs reports its CPU.
            noData: "notifies",
        },
        ...(replicated
            ? [
                  {
                      ...common,
                      alarm: "CacheReplicationLate",
                      description:
                          "For 15 minutes a replica has been more than 30 seconds behind: a failover would lose what was " +
                          "written in that time.",
                      measure: "ReplicationLag",
                      statistic: "Average",
                      is: { above: 30 },
                      minutes: 15,
                  } as const,
              ]
            : []),
    ];
}
