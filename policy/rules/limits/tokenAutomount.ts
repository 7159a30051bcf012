import { specPath } from "../../model/pod";
import { setTo } from "../../core/remediate";
import { absent } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const tokenAutomount = podRule({
    name: "limits-token-automount",
    group: "limits",
    description:
        "Pods state whether they mount an API token: most do not call the API server, and a stolen token gives access to it.",
    severity: "medium",
    // Controllers need their token, so stacks opt in.
    enforcementLevel: "disabled",
    remediation: "Set automountServiceAccountToken: false on the pod, or true where the pod calls the API server.",
    link: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
    options: noOptions,
    judge: (pod, run) => {
        if (typeof pod.spec.automountServiceAccountToken !== "boolean") {
            const path = specPath(pod, "automountServiceAccountToken");
            run.report({ path, message: `"${path}" is missing; write false, or true if the pod calls the API server` });
        }
    },
    remediate: (podSpec) =>
        absent(podSpec.automountServiceAccountToken) && setTo(podSpec, "automountServiceAccountToken", false),
});
