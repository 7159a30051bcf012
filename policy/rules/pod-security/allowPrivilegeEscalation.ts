import { fixEachContainer, setTo } from "../../core/remediate";
import { podSecurityCheck, Setters } from "./check";

const field = ["allowPrivilegeEscalation"];

export const allowPrivilegeEscalation = podSecurityCheck({
    name: "pod-security-allow-privilege-escalation",
    check: "allowPrivilegeEscalation",
    podSecurityLevel: "restricted",
    description:
        "Containers disallow privilege escalation: a set-user-ID program must not gain more privileges than its container has.",
    severity: "high",
    remediation: "Set securityContext.allowPrivilegeEscalation: false on every container, init containers included.",
    linuxOnly: true,
    judge: (run) => {
        const { pod } = run;
        const bad = new Setters(pod);
        run.eachContainer((container, context) => {
            if (context?.allowPrivilegeEscalation !== false) {
                bad.addContainer(container, field);
            }
        });
        return bad.found
            ? {
                  reason: "allowPrivilegeEscalation != false",
                  detail: `${bad.toString()} must set securityContext.allowPrivilegeEscalation=false`,
                  paths: bad.paths,
                  fix: "write false",
              }
            : undefined;
    },
    remediate: (podSpec) => fixEachContainer(podSpec, (context) => setTo(context, "allowPrivilegeEscalation", false)),
});
