import { join, obj } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

/** Labels and annotations that take a pod out of the mesh, with the value that does. */
const optOuts = [
    ["labels", "sidecar.istio.io/inject", "false"],
    ["annotations", "sidecar.istio.io/inject", "false"],
    ["labels", "istio.io/dataplane-mode", "none"],
] as const;

export const noOptOut = podRule({
    name: "mesh-no-opt-out",
    group: "mesh",
    description:
        "No workload opts out of the mesh: its traffic would be plain text and bypass every AuthorizationPolicy.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Remove the label or annotation, or exempt the workload by name with the reason.",
    link: "https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy",
    options: noOptions,
    judge: (pod, run) => {
        for (const [field, key, value] of optOuts) {
            run.attempt(() => {
                const found = obj(pod.metadata[field])?.[key];
                // Written without quotes it is a boolean.
                if (found === value || (found === false && value === "false")) {
                    const path = join(join(join(pod.path, "metadata"), field), key);
                    run.report({
                        path,
                        message: `"${path}" is "${value}", which takes the pod out of the mesh; remove it`,
                    });
                }
            });
        }
    },
});
