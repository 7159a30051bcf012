import { specPath } from "../../model/pod";
import { setTo } from "../../core/remediate";
import { absent } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const tokenAutomount = podRule({
    name: "limits-token-automount",
    group: "limits",
    description:
        "Pods mount no API token unless they ask for one: most never call the API server, and a stolen token can.",
    severity: "medium",
    // Controllers need their token: a stack that wants this asks for it.
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
