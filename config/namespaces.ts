import { z } from "zod";
import { type WorkloadNamespace } from "./names";

/** What the pods of one workload namespace may ask for together. */
const quotaShape = {
    /** Cores that containers may request. */
    cpu: z.int().min(1).max(100_000),
    /** Memory that containers may request, in GiB. */
    memoryGiB: z.int().min(1).max(1_000_000),
    pods: z.int().min(1).max(100_000),
    /** GPUs; default: in ml-production and ml-training every GPU that the node groups can reach, elsewhere none. */
    gpus: z.int().min(0).max(10_000).optional(),
};

function quota(cpu: number, memoryGiB: number, pods: number) {
    return z
        .strictObject({
            cpu: quotaShape.cpu.default(cpu),
            memoryGiB: quotaShape.memoryGiB.default(memoryGiB),
            pods: quotaShape.pods.default(pods),
            gpus: quotaShape.gpus,
        })
        .prefault({});
}

/** Quotas of the workload namespaces: a bound on runaway jobs and autoscalers, not a plan. */
export const namespacesSchema = z.strictObject({
    "ml-production": quota(400, 1600, 500),
    "ml-training": quota(200, 1600, 200),
    "ml-testing": quota(100, 400, 200),
    "edge-computing": quota(100, 200, 200),
} satisfies Record<WorkloadNamespace, z.ZodType>);
export type NamespacesConfig = Readonly<z.output<typeof namespacesSchema>>;
export type NamespaceQuota = Readonly<NamespacesConfig[WorkloadNamespace]>;
