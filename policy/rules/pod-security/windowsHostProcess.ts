import { absent, type Obj, obj } from "../../model/read";
import { podSecurityCheck, Setters } from "./check";

const field = ["windowsOptions", "hostProcess"];

export const windowsHostProcess = podSecurityCheck({
    name: "pod-security-windows-host-process",
    check: "windowsHostProcess",
    podSecurityLevel: "baseline",
    description: "No Windows container is a HostProcess container: it would run with the node's privileges.",
    severity: "critical",
    remediation: "Remove securityContext.windowsOptions.hostProcess from the pod and its containers.",
    judge: (run) => {
        const bad = new Setters(run.pod);
        run.attempt(() => {
            if (isBad(run.securityContext)) {
                bad.addPod(field);
            }
        });
        run.eachContainer((container, context) => {
            if (isBad(context)) {
                bad.addContainer(container, field);
            }
        });
        return bad.found
            ? {
                  reason: "hostProcess",
                  detail: `${bad.toString()} must not set securityContext.windowsOptions.hostProcess=true`,
                  paths: bad.paths,
                  fix: "remove it",
              }
            : undefined;
    },
});

function isBad(context: Obj | undefined): boolean {
    const value = obj(context?.windowsOptions)?.hostProcess;
    return !absent(value) && value !== false;
}
