import { z } from "zod";
import { kubernetesVersion } from "../../core/kubernetesVersion";
import { type PodRun, podRule } from "../../core/podRule";
import { isInjectedProxy } from "../../model/istio";
import { type Container, containerPath, type Pod, specPath } from "../../model/pod";
import { absent, type Obj, obj, quoted } from "../../model/read";
import { podResources } from "./podResources";

const resources = ["cpu", "memory"] as const;

export const requestsAndLimits = podRule({
    name: "limits-requests-and-limits",
    group: "limits",
    description:
        "Every container has CPU and memory requests and limits, its own or the pod's: the scheduler places pods by requests, and a container without limits can starve its neighbors.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Set resources.requests and resources.limits for cpu and memory on every container and init container, or (from Kubernetes 1.34) on the pod.",
    link: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    options: z.strictObject({ kubernetesVersion }),
    judge: (pod, run) => {
        const ofPod = podResources(pod, run.options.kubernetesVersion);
        if (ofPod === undefined) {
            run.eachContainer((container) => {
                const missing = needsResources(pod, container) ? missingIn(container) : [];
                if (missing.length > 0) {
                    const path = containerPath(pod, container, "resources");
                    const message = `"${path}" lacks ${quoted(missing)}; set ${it(missing)} on container "${container.name}"`;
                    run.report({ path, message });
                }
            });
        } else {
            judgePodBudget(pod, ofPod, run);
        }
    },
});

/** A pod with resources of its own: each container needs only what the pod's resources leave out. */
function judgePodBudget(pod: Pod, ofPod: Obj, run: PodRun<unknown>): void {
    const leftOut = missingFrom(ofPod);
    const missing = new Set<string>();
    const containers = new Set<string>();
    run.eachContainer((container) => {
        if (!needsResources(pod, container)) {
            return;
        }
        for (const field of missingIn(container).filter((field) => leftOut.includes(field))) {
            missing.add(field);
            containers.add(container.name);
        }
    });
    const fields = leftOut.filter((field) => missing.has(field));
    if (fields.length > 0) {
        const path = specPath(pod, "resources");
        const plural = containers.size === 1 ? "container" : "containers";
        const places = `on the pod, or in "resources" of ${plural} ${quoted([...containers])}`;
        run.report({ path, message: `"${path}" lacks ${quoted(fields)}; set ${it(fields)} ${places}` });
    }
}

/** The API server rejects resources on ephemeral containers, and injection sets those of a gateway's proxy. */
function needsResources(pod: Pod, container: Container): boolean {
    return container.field !== "ephemeralContainers" && !isInjectedProxy(pod, container);
}

function missingIn(container: Container): string[] {
    return missingFrom(obj(container.spec.resources));
}

function missingFrom(stated: Obj | undefined): string[] {
    const limits = obj(stated?.limits);
    const requests = obj(stated?.requests);
    return resources.flatMap((resource) => {
        const limit = limits?.[resource];
        // A missing request defaults to the limit.
        const request = requests?.[resource] ?? limit;
        return [...(absent(request) ? [`requests.${resource}`] : []), ...(absent(limit) ? [`limits.${resource}`] : [])];
    });
}

function it(fields: readonly string[]): string {
    return fields.length === 1 ? "it" : "them";
}
