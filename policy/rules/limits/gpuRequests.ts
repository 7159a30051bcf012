import { z } from "zod";
import { containerPath } from "../../model/pod";
import { absent, join, obj } from "../../model/read";
import { parseQuantity } from "../../model/quantity";
import { podRule } from "../../core/podRule";
import { gpuResources, gpuResourcesOf } from "./gpuResources";

export const gpuRequests = podRule({
    name: "limits-gpu-requests",
    group: "limits",
    description:
        "GPU limits are whole numbers and equal to the requests: the API server rejects anything else, but only when the pod is created.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set the same whole number in resources.limits and resources.requests, or leave the request out.",
    link: "https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/",
    options: z.strictObject({ gpuResources }),
    judge: (pod, run) => {
        run.eachContainer((container) => {
            const resources = obj(container.spec.resources);
            const limits = obj(resources?.limits);
            const requests = obj(resources?.requests);
            for (const name of gpuResourcesOf(limits, requests, run.options.gpuResources)) {
                const limit = limits?.[name];
                const request = requests?.[name];
                const path = join(containerPath(pod, container, "resources", "limits"), name);
                const count = parseQuantity(limit);
                if (count === undefined) {
                    run.report({ path, message: `"${path}" is missing; set the limit, the request defaults to it` });
                } else if (!Number.isInteger(count)) {
                    run.report({ path, message: `"${path}" is ${count}; use a whole number` });
                } else if (!absent(request) && parseQuantity(request) !== count) {
                    const own = join(containerPath(pod, container, "resources", "requests"), name);
                    run.report({ path: own, message: `"${own}" differs from the limit of ${count}; make them equal` });
                }
            }
        });
    },
});
