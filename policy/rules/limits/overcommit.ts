import { z } from "zod";
import { kubernetesVersion } from "../../core/kubernetesVersion";
import { podRule } from "../../core/podRule";
import { containerPath, specPath } from "../../model/pod";
import { parseQuantity } from "../../model/quantity";
import { at, join, type Obj } from "../../model/read";
import { podResources } from "./podResources";

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
        kubernetesVersion,
        maxCpuRatio: z.number().min(1).default(4).describe("Largest CPU limit, as a multiple of the request"),
        maxMemoryRatio: z.number().min(1).default(2).describe("Largest memory limit, as a multiple of the request"),
    }),
    judge: (pod, run) => {
        const bounds = [
            ["cpu", run.options.maxCpuRatio],
            ["memory", run.options.maxMemoryRatio],
        ] as const;
        const judge = (resources: unknown, path: () => string): void => {
            for (const [resource, bound] of bounds) {
                run.attempt(() => {
                    const limit = parseQuantity(at(resources, "limits", resource));
                    const request = parseQuantity(at(resources, "requests", resource));
                    // Without a request the limit is the request; limits-requests-and-limits reports a missing limit.
                    if (limit === undefined || request === undefined || limit <= request * bound) {
                        return;
                    }
                    const own = join(join(path(), "limits"), resource);
                    const ratio =
                        request === 0 ? "more than any multiple" : `${Math.ceil((limit / request) * 10) / 10} times`;
                    run.report({
                        path: own,
                        message: `"${own}" is ${ratio} the request, at most ${bound} times is allowed; raise the request or lower the limit`,
                    });
                });
            }
        };
        run.attempt(() => {
            const ofPod: Obj | undefined = podResources(pod, run.options.kubernetesVersion);
            if (ofPod !== undefined) {
                judge(ofPod, () => specPath(pod, "resources"));
            }
        });
        run.eachContainer((container) => {
            judge(container.spec.resources, () => containerPath(pod, container, "resources"));
        });
    },
});
