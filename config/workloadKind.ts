import { type z } from "zod";
import { type Fault } from "./fault";
import { collectFaults } from "./partial";
import { type PlatformConfig } from "./platform";
import { type PodDemand, type WorkloadConfig } from "./workload";

/** A workload of a stack file that stands for two: itself, and one beside it that has a name, pods and objects of its own. */
export interface Expansion<W extends WorkloadConfig = WorkloadConfig> {
    /** What the workload itself is then. */
    readonly workload: W;
    readonly beside: {
        readonly name: string;
        readonly workload: WorkloadConfig;
        /** Key of the workload under which the one beside it stands in the stack file. */
        readonly key: string;
        /** Keys of the workload in the stack file that are those of the one beside it. */
        readonly moved: readonly string[];
    };
}

/** What config needs of a kind of workload; `components/workloads/kinds.ts` holds the table. */
export interface WorkloadKind<W extends WorkloadConfig = WorkloadConfig> {
    readonly kind: W["kind"];
    /** Shape and defaults of the workload in a stack file. */
    readonly schema: z.ZodType<W>;
    // Methods, not functions in properties: a table of kinds holds each beside the others, and a kind only ever gets
    // what its own schema let through.
    /** Pods it will run, for checks against node groups. */
    demands(name: string, workload: W): readonly PodDemand[];
    /** The two workloads that this one stands for; undefined: it is one. Default: always one. */
    expand?(name: string, workload: W): Expansion<W> | undefined;
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
