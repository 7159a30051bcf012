import { absent } from "../../model/read";
import { podSecurityCheck, Setters } from "./check";

export const privileged = podSecurityCheck({
    name: "pod-security-privileged",
    check: "privileged",
    podSecurityLevel: "baseline",
    description: "No container is privileged: a privileged container is root on the node.",
    severity: "critical",
    remediation:
        "Remove securityContext.privileged, and add only the capability or device plugin that the container needs.",
    judge: (run) => {
        const { pod } = run;
        const bad = new Setters(pod);
        run.eachContainer((container, context) => {
            const value = context?.privileged;
            if (!absent(value) && value !== false) {
                bad.addContainer(container, ["privileged"]);
            }
        });
        return bad.found
            ? {
                  reason: "privileged",
                  detail: `${bad.toString()} must not set securityContext.privileged=true`,
                  paths: bad.paths,
                  fix: "remove it",
              }
            : undefined;
    },
});
