import { z } from "zod";
import { each, rule } from "../../core/rule";
import { isAccelerated, managedNodeGroupTypes, selfManagedTypes, sizesOf } from "./nodeGroups";

export const nodeGroupSize = rule({
    name: "aws-node-group-size",
    group: "aws",
    description:
        "GPU node groups have an upper bound and, in stacks that require it, can scale to zero: idle GPUs are the largest cost.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set scalingConfig.maxSize; in development stacks set scalingConfig.minSize: 0.",
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/cost-opt-compute.html",
    scope: "resource",
    wants: [...managedNodeGroupTypes, ...selfManagedTypes],
    options: z.strictObject({
        maxSize: z.int().min(1).default(50).describe("Largest number of nodes of a GPU group"),
        scaleToZero: z.boolean().default(false).describe("Whether GPU groups must be able to scale to zero"),
    }),
    begin: each((subject, run) => {
        if (!isAccelerated(subject)) {
            return;
        }
        const { min, max, prefix } = sizesOf(subject);
        const report = (field: string, text: string) => {
            const path = `${prefix}${field}`;
            run.report(subject, { path, message: `"${path}" ${text}` });
        };
        if (max === undefined) {
            report("maxSize", "is missing; set the largest number of GPU nodes");
        } else if (max > run.options.maxSize) {
            report("maxSize", `is ${max}, at most ${run.options.maxSize} GPU nodes are allowed; lower it`);
        }
        if (run.options.scaleToZero && min !== 0) {
            report("minSize", `is ${min ?? "missing"}; GPU groups of this stack must be able to scale to 0`);
        }
    }),
});
