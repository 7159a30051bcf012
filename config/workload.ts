import { type z } from "zod";
import { type Fault } from "./fault";
import { type AcceleratorName, type CapacityType, type WorkloadNamespace } from "./names";
import { type PlatformConfig } from "./platform";

/** What every workload of a stack file says, whatever its kind. */
export interface WorkloadConfig {
    readonly kind: string;
    readonly namespace: WorkloadNamespace;
}

/** What the pods of a workload ask of a node, for checks against the node groups. */
export interface PodDemand {
    /** Key path of the workload, for messages: `workloads.object-detection`. */
    readonly path: string;
    /** GPU model; absent: no GPU. */
    readonly accelerator?: AcceleratorName;
    /** Whole GPUs per pod. */
    readonly gpus: number;
    /** Requested cores per pod, the sum over its containers. */
    readonly cpu: number;
    /** Requested memory per pod in GiB, the sum over its containers. */
    readonly memoryGiB: number;
    /** Which nodes may hold it; `spot` workloads may fall back to on-demand. */
    readonly capacity: CapacityType;
    /** Major CUDA version its image was built with, where it is known. */
    readonly cuda?: number;
}

/** What config needs to know of a kind of workload; `components/workloads/kinds.ts` holds the table. */
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

/** The check across topics that asks every workload's kind. */
export function workloadFaults(kinds: Readonly<Record<string, WorkloadKind>>) {
    return (stack: PlatformConfig): readonly Fault[] =>
        Object.entries(stack.workloads).flatMap(
            ([name, workload]) => kinds[workload.kind]?.faults(name, workload, stack) ?? [],
        );
}
