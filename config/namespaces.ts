import { z } from "zod";
import { type StandardNamespace, standardNamespaces, type WorkloadNamespace } from "./names";

/** Source: Kubernetes, names of namespaces are DNS labels. */
const namespaceName = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 63");

/** A namespace that workloads live in, where a stack file names one; `workloadNamespaceFaults` finds those that the stack does not have. */
export const workloadNamespace = z.union([z.enum(standardNamespaces), namespaceName]);

/** GPUs that the pods of a namespace may ask for. */
const gpus = z.int().min(0).max(10_000);

/** What the pods of one workload namespace may ask for together, with its defaults. */
function quotaShape(cpu: number, memoryGiB: number, pods: number) {
    return {
        cpu: z.int().min(1).max(100_000).default(cpu).describe("Cores that containers may request together."),
        memoryGiB: z
            .int()
            .min(1)
            .max(1_000_000)
            .default(memoryGiB)
            .describe("Memory that containers may request together, in GiB."),
        pods: z.int().min(1).max(100_000).default(pods).describe("Pods that may exist at a time."),
    };
}

function quota(cpu: number, memoryGiB: number, pods: number) {
    return z
        .strictObject({
            ...quotaShape(cpu, memoryGiB, pods),
            gpus: gpus
                .optional()
                .describe(
                    "GPUs that containers may request together. Default: in ml-production and ml-training every GPU that " +
                        "the node groups can reach, elsewhere none.",
                ),
        })
        .prefault({})
        .describe("Quota of the namespace; pods beyond it are not admitted.");
}

/** Quotas of the namespaces that every stack has: a bound on runaway jobs and autoscalers, not a plan. */
export const namespacesSchema = z.strictObject({
    "ml-production": quota(400, 1600, 500),
    "ml-training": quota(200, 1600, 200),
    "ml-testing": quota(100, 400, 200),
    "edge-computing": quota(100, 200, 200),
} satisfies Record<StandardNamespace, z.ZodType>);
export type NamespacesConfig = Readonly<z.output<typeof namespacesSchema>>;
export type NamespaceQuota = Readonly<NamespacesConfig[StandardNamespace]>;

/** Namespaces of teams, beside those that every stack has, with the same guard rails as `ml-production`. */
export const teamNamespacesSchema = z
    .record(
        namespaceName.refine((name) => !standardNamespaces.some((each) => each === name), {
            message: "every stack has this namespace, and its quota is under namespaces",
        }),
        z
            .strictObject({
                ...quotaShape(100, 400, 200),
                gpus: gpus.default(0).describe("GPUs that containers may request together; none unless you say so."),
            })
            .describe("Quota of the team's namespace; pods beyond it are not admitted."),
    )
    .default({});
export type TeamNamespacesConfig = Readonly<z.output<typeof teamNamespacesSchema>>;

/** Every namespace of the stack that workloads may live in. */
export function workloadNamespacesOf({
    teamNamespaces,
}: {
    readonly teamNamespaces: TeamNamespacesConfig;
}): readonly WorkloadNamespace[] {
    return [...standardNamespaces, ...Object.keys(teamNamespaces)];
}
