import { absent, at, quoted } from "../../model/read";
import { containerPath } from "../../model/pod";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

const resources = ["cpu", "memory"] as const;

export const requestsAndLimits = podRule({
    name: "limits-requests-and-limits",
    group: "limits",
    description:
        "Every container has CPU and memory requests and limits: the scheduler places pods by requests, and a container without limits can starve its neighbors.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Set resources.requests and resources.limits for cpu and memory on every container and init container.",
    link: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    options: noOptions,
    judge: (pod, run) => {
        run.eachContainer((container) => {
            // The API server rejects resources on ephemeral containers.
            if (container.field === "ephemeralContainers") {
                return;
            }
            const missing = resources.flatMap((resource) => {
                const limit = at(container.spec, "resources", "limits", resource);
                // A missing request takes the limit's value.
                const request = at(container.spec, "resources", "requests", resource) ?? limit;
                return [
                    ...(absent(request) ? [`requests.${resource}`] : []),
                    ...(absent(limit) ? [`limits.${resource}`] : []),
                ];
            });
            if (missing.length > 0) {
                const path = containerPath(pod, container, "resources");
                const fix = `set ${missing.length === 1 ? "it" : "them"} on container "${container.name}"`;
                run.report({ path, message: `"${path}" lacks ${quoted(missing)}; ${fix}` });
            }
        });
    },
});
