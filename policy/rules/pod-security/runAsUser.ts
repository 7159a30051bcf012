import { absent } from "../../model/read";
import { podSecurityCheck, Setters } from "./check";
import { relaxedByUserNamespace } from "./userNamespace";

const field = ["runAsUser"];

export const runAsUser = podSecurityCheck({
    name: "pod-security-run-as-user",
    check: "runAsUser",
    podSecurityLevel: "restricted",
    description:
        "Containers do not set user 0, unless the pod runs in a user namespace: runAsNonRoot rejects such a container only when it starts.",
    severity: "high",
    remediation: "Remove securityContext.runAsUser: 0, or set a user ID above zero.",
    judge: (run) => {
        if (relaxedByUserNamespace(run)) {
            return undefined;
        }
        const bad = new Setters(run.pod);
        run.attempt(() => {
            if (isBad(run.securityContext?.runAsUser)) {
                bad.addPod(field);
            }
        });
        run.eachContainer((container, context) => {
            if (isBad(context?.runAsUser)) {
                bad.addContainer(container, field);
            }
        });
        return bad.found
            ? {
                  reason: "runAsUser=0",
                  detail: `${bad.toString()} must not set runAsUser=0`,
                  paths: bad.paths,
                  fix: "set a user ID above zero",
              }
            : undefined;
    },
});

/** The API server accepts only numbers. */
function isBad(user: unknown): boolean {
    return !absent(user) && (user === 0 || typeof user !== "number");
}
