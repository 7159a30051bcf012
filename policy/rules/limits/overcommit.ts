import { z } from "zod";
import { containerPath } from "../../model/pod";
import { at } from "../../model/read";
import { parseQuantity } from "../../model/quantity";
import { podRule } from "../../core/podRule";

export const overcommit = podRule({
    name: "limits-overcommit",
    group: "limits",
    description:
        "Limits stay within a bounded multiple of requests: nodes are filled by requests, and a pod that uses far more than it requested starves its neighbors.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Raise the request or lower the limit.",
    link: "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    options: z.strictObject({
        maxCpuRatio: z.number().min(1).default(4).describe("Largest CPU limit, as a multiple of the request"),
        maxMemoryRatio: z.number().min(1).default(2).describe("Largest memory limit, as a multiple of the request"),
    }),
    judge: (pod, run) => {
        const bounds = [
            ["cpu", run.options.maxCpuRatio],
            ["memory", run.options.maxMemoryRatio],
        ] as const;
        run.eachContainer((container) => {
            for (const [resource, bound] of bounds) {
                run.attempt(() => {
                    const limit = parseQuantity(at(container.spec, "resources", "limits", resource));
                    const request = parseQuantity(at(container.spec, "resources", "requests", resource));
                    // Without a request the limit is the request; without a limit limits-requests-and-limits reports.
                    if (limit === undefined || request === undefined || limit <= request * bound) {
                        return;
                    }
                    const path = containerPath(pod, container, "resources", "limits", resource);
                    const ratio =
                        request === 0 ? "more than any multiple" : `${Math.ceil((limit / request) * 10) / 10} times`;
                    run.report({
                        path,
                        message: `"${path}" is ${ratio} the request, at most ${bound} times is allowed; raise the request or lower the limit`,
                    });
                });
            }
        });
    },
});
