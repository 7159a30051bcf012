import type * as pulumi from "@pulumi/pulumi";
import { type ManagedPostgresConfig } from "../../../config/dataStores";
import { type AlarmSpec } from "../alarms/alarm";
import { instanceTypes } from "../nodes/instanceTypes";

const bytesPerGiB = 1024 ** 3;

/** Bytes of memory for each connection that RDS allows, and the most that it allows. Source: RDS user guide, max_connections. */
const bytesPerConnection = 9_531_392;
const mostConnections = 5000;

/**
 * Memory of an RDS instance class in GiB: that of the instance type of the same name. Undefined for classes whose type the
 * program does not know.
 */
export function classMemoryGiB(instanceClass: string): number | undefined {
    return instanceTypes.get(instanceClass.replace(/^db\./, ""))?.memoryGiB;
}

/**
 * Alarms on a PostgreSQL of RDS. RDS enlarges its storage at 10 % free, so that half of that means that it did not. Sources: RDS
 * user guide, CloudWatch metrics and storage autoscaling; CloudWatch user guide, recommended alarms.
 */
export function postgresAlarms(
    identifier: pulumi.Input<string>,
    { instanceClass, storageGiB }: Pick<ManagedPostgresConfig, "instanceClass" | "storageGiB">,
): readonly AlarmSpec[] {
    const common = {
        namespace: "AWS/RDS",
        dimensions: { DBInstanceIdentifier: identifier },
        noData: "silent",
    } as const;
    return [
        {
            ...common,
            alarm: "DatabaseStorageLow",
            severity: "critical",
            description:
                "For 5 minutes PostgreSQL has had less free storage than 5 % of what it began with, and RDS has not enlarged " +
                "it: once it is full, nothing can be written.",
            runbook: "database-storage",
            measure: "FreeStorageSpace",
            statistic: "Minimum",
            is: { below: 0.05 * storageGiB * bytesPerGiB },
            minutes: 5,
        },
        {
            ...common,
            alarm: "DatabaseCpuHigh",
            severity: "warning",
            description:
                "For 15 minutes PostgreSQL has used more than 90 % of its CPU: queries wait, and requests with them. " +
                "Without values the database does not answer.",
            runbook: "database-load",
            measure: "CPUUtilization",
            statistic: "Average",
            is: { above: 90 },
            minutes: 15,
            // An instance that runs reports its CPU.
            noData: "notifies",
        },
        ...memoryAlarms(common, classMemoryGiB(instanceClass)),
    ];
}

function memoryAlarms(
    common: Pick<AlarmSpec, "namespace" | "dimensions" | "noData">,
    memoryGiB: number | undefined,
): readonly AlarmSpec[] {
    if (memoryGiB === undefined) {
        return [];
    }
    const bytes = memoryGiB * bytesPerGiB;
    return [
        {
            ...common,
            alarm: "DatabaseMemoryLow",
            severity: "warning",
            description:
                "For 15 minutes less than 5 % of PostgreSQL's memory has been free: it slows down, and RDS restarts it when " +
                "it has none left.",
            runbook: "database-load",
            measure: "FreeableMemory",
            statistic: "Average",
            is: { below: Math.floor(0.05 * bytes) },
            minutes: 15,
        },
        {
            ...common,
            alarm: "DatabaseConnectionsHigh",
            severity: "warning",
            description:
                "For 5 minutes more than 80 % of the connections that PostgreSQL allows have been open: beyond the last one, " +
                "new pods cannot connect.",
            runbook: "database-connections",
            measure: "DatabaseConnections",
            statistic: "Average",
            is: { above: Math.floor(0.8 * Math.min(mostConnections, bytes / bytesPerConnection)) },
            minutes: 5,
        },
    ];
}
