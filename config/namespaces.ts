import { z } from "zod";
import { type WorkloadNamespace } from "./names";

/** What the pods of one workload namespace may ask for together. */
const quotaShape = {
    cpu: z.int().min(1).max(100_000).describe("Cores that containers may request."),
    memoryGiB: z.int().min(1).max(1_000_000).describe("Memory that containers may request, in GiB."),
    pods: z.int().min(1).max(100_000).describe("Pods that may exist at a time."),
    gpus: z
        .int()
        .min(0)
        .max(10_000)
        .optional()
        .describe(
            "GPUs; default: in ml-production and ml-training every GPU that the node groups can reach, elsewhere " +
                "none.",
        ),
};

function quota(cpu: number, memoryGiB: number, pods: number) {
    return z
        .strictObject({
            cpu: quotaShape.cpu.default(cpu).describe("Cores that containers may request together."),
            memoryGiB: quotaShape.memoryGiB
                .default(memoryGiB)
                .describe("Memory that containers may request together, in GiB."),
            pods: quotaShape.pods.default(pods).describe("Pods that may exist at a time."),
            gpus: quotaShape.gpus.describe(
                "GPUs that containers may request together. Default: in ml-production and ml-training every GPU that " +
                    "the node groups can reach, elsewhere none.",
            ),
        })
        .prefault({})
        .describe("Quota of the namespace; pods beyond it are not admitted.");
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
