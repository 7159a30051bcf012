import { quoted } from "../../model/read";
import { podSecurityCheck, Setters, shown } from "./check";
import { allowedSeccomp, containerSeccomp, podSeccomp, seccompField } from "./seccomp";

export const seccompProfileBaseline = podSecurityCheck({
    name: "pod-security-seccomp-profile-baseline",
    check: "seccompProfile_baseline",
    podSecurityLevel: "baseline",
    description: "Containers do not disable seccomp: it blocks the system calls that container escapes use.",
    severity: "high",
    remediation: "Remove seccompProfile, or use type RuntimeDefault or Localhost.",
    replacedInRestrictedSince: 0,
    judge: (run) => {
        const bad = new Setters(run.pod);
        run.attempt(() => {
            const type = podSeccomp(run);
            if (type !== undefined && !allowedSeccomp(type)) {
                bad.addPod(seccompField, shown(type));
            }
        });
        run.eachContainer((container, context) => {
            const type = containerSeccomp(run, container, context);
            if (type !== undefined && !allowedSeccomp(type)) {
                bad.addContainer(container, seccompField, shown(type));
            }
        });
        return bad.found
            ? {
                  reason: "seccompProfile",
                  detail: `${bad.toString()} must not set securityContext.seccompProfile.type to ${quoted(bad.sortedValues)}`,
                  paths: bad.paths,
                  fix: 'write "RuntimeDefault"',
                  values: bad.sortedValues,
              }
            : undefined;
    },
});
