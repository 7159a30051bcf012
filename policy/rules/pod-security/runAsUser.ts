import { absent } from "../../model/read";
import { podSecurityCheck, Setters } from "./check";
import { relaxedByUserNamespace } from "./userNamespace";

const field = ["runAsUser"];

export const runAsUser = podSecurityCheck({
    name: "pod-security-run-as-user",
    check: "runAsUser",
    podSecurityLevel: "restricted",
    description:
        "Nothing asks for user 0, unless the pod is in a user namespace: runAsNonRoot would stop the container only at its start.",
    severity: "high",
    remediation: "Remove securityContext.runAsUser: 0, or name a user id above zero.",
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
                  fix: "name a user id above zero",
              }
            : undefined;
    },
});

/** Anything but a number is nothing the API server would take for a user. */
function isBad(user: unknown): boolean {
    return !absent(user) && (user === 0 || typeof user !== "number");
}
