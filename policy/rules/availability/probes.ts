import { containerPath } from "../../model/pod";
import { absent, quoted } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";
import { isServing } from "./serving";

const probesNeeded = ["livenessProbe", "readinessProbe"] as const;

export const probes = podRule({
    name: "availability-probes",
    group: "availability",
    description:
        "Serving containers have liveness and readiness probes: without them, pods receive traffic while they are still loading, and a process that hangs is not restarted.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Add livenessProbe and readinessProbe to every container with ports.",
    link: "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
    options: noOptions,
    judge: (pod, run) => {
        run.eachContainer((container) => {
            if (!isServing(pod, container)) {
                return;
            }
            const missing = probesNeeded.filter((probe) => absent(container.spec[probe]));
            if (missing.length > 0) {
                const path = containerPath(pod, container, missing[0] ?? "");
                const message = `container "${container.name}" serves ports without ${quoted(missing)}; add ${missing.length === 1 ? "it" : "them"} at "${path}"`;
                run.report({ path, message });
            }
        });
    },
});
