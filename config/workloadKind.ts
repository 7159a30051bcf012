import { type z } from "zod";
import { type Fault } from "./fault";
import { collectFaults } from "./partial";
import { type PlatformConfig } from "./platform";
import { type PodDemand, type WorkloadConfig } from "./workload";

/** What config needs of a kind of workload; `components/workloads/kinds.ts` holds the table. */
export interface WorkloadKind<W extends WorkloadConfig = WorkloadConfig> {
    readonly kind: W["kind"];
    /** Shape and defaults of the workload in a stack file. */
    readonly schema: z.ZodType<W>;
    // Methods, not functions in properties: a table of kinds holds each beside the others, and a kind only ever gets
    // what its own schema let through.
    /** Pods it will run, for checks against node groups. */
    demands(name: string, workload: W): readonly PodDemand[];
    /** Combinations of keys that cannot work, within the workload and against the rest of the stack file. */
    faults(name: string, workload: W, stack: PlatformConfig): readonly Fault[];
}

/** The pods of every workload. */
export function podDemandsOf(
    kinds: Readonly<Record<string, WorkloadKind>>,
    workloads: PlatformConfig["workloads"],
): readonly PodDemand[] {
    return Object.entries(workloads).flatMap(([name, workload]) => kinds[workload.kind]?.demands(name, workload) ?? []);
}

/** The check across topics that asks every workload's kind. */
export function workloadFaults(kinds: Readonly<Record<string, WorkloadKind>>) {
    return (stack: PlatformConfig): readonly Fault[] =>
        collectFaults(
            ...Object.entries(stack.workloads).map(
                ([name, workload]) =>
                    () =>
                        kinds[workload.kind]?.faults(name, workload, stack) ?? [],
            ),
        );
}
