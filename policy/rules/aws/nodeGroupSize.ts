import { z } from "zod";
import { each, rule } from "../../core/rule";
import { isAccelerated, managedNodeGroupTypes, selfManagedTypes, sizesOf } from "./nodeGroups";

export const nodeGroupSize = rule({
    name: "aws-node-group-size",
    group: "aws",
    description:
        "Groups of GPU nodes have an upper bound, and in stacks that ask for it may reach zero: idle GPUs are the largest bill there is.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set scalingConfig.maxSize; in development stacks set scalingConfig.minSize: 0.",
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/cost-opt-compute.html",
    scope: "resource",
    wants: [...managedNodeGroupTypes, ...selfManagedTypes],
    options: z.strictObject({
        maxSize: z.int().min(1).default(50).describe("Largest number of nodes a GPU group may have"),
        scaleToZero: z.boolean().default(false).describe("Whether GPU groups must be able to reach zero"),
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
            report("maxSize", "is missing; say how many GPU nodes there may be");
        } else if (max > run.options.maxSize) {
            report("maxSize", `is ${max}, at most ${run.options.maxSize} GPU nodes are allowed; lower it`);
        }
        if (run.options.scaleToZero && min !== 0) {
            report("minSize", `is ${min ?? "missing"}; GPU groups of this stack must be able to reach 0`);
        }
    }),
});
