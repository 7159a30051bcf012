import { containerPath, specPath } from "../../model/pod";
import { absent, quoted } from "../../model/read";
import { containersNamed, podSecurityCheck, Setters, shown } from "./check";
import { objectUnder } from "../../core/remediate";
import { allowedSeccomp, containerSeccomp, podSeccomp, seccompField } from "./seccomp";

export const seccompProfileRestricted = podSecurityCheck({
    name: "pod-security-seccomp-profile-restricted",
    check: "seccompProfile_restricted",
    podSecurityLevel: "restricted",
    description:
        "Every container has a seccomp profile, its own or the pod's: it blocks the system calls that container escapes use.",
    severity: "high",
    remediation: "Set securityContext.seccompProfile.type: RuntimeDefault on the pod.",
    linuxOnly: true,
    judge: (run) => {
        const { pod } = run;
        const explicit = new Setters(pod);
        // While the pod's own value is unknown, only what containers set themselves can be judged.
        let inherited = true;
        run.attempt(() => {
            const ofPod = podSeccomp(run);
            inherited = allowedSeccomp(ofPod);
            if (ofPod !== undefined && !inherited) {
                explicit.addPod(seccompField, shown(ofPod));
            }
        });
        const implicit: string[] = [];
        const implicitPaths: string[] = [];
        run.eachContainer((container, context) => {
            const own = containerSeccomp(run, container, context);
            if (own !== undefined) {
                if (!allowedSeccomp(own)) {
                    explicit.addContainer(container, seccompField, shown(own));
                }
            } else if (!inherited) {
                implicit.push(container.name);
                implicitPaths.push(containerPath(pod, container, "securityContext", ...seccompField));
            }
        });
        if (explicit.found) {
            const types = explicit.sortedValues;
            return {
                reason: "seccompProfile",
                detail: `${explicit.toString()} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
                paths: explicit.paths,
                fix: 'write "RuntimeDefault"',
                values: types,
            };
        }
        return implicit.length > 0
            ? {
                  reason: "seccompProfile",
                  detail: `pod or ${containersNamed(implicit)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
                  paths: [specPath(pod, "securityContext", ...seccompField), ...implicitPaths],
                  fix: 'write "RuntimeDefault"',
              }
            : undefined;
    },
    remediate: (podSpec) => {
        const context = objectUnder(podSpec, "securityContext");
        if (!absent(context.seccompProfile)) {
            return false;
        }
        context.seccompProfile = { type: "RuntimeDefault" };
        return true;
    },
});
