import { containerPath, specPath } from "../../model/pod";
import { absent } from "../../model/read";
import { containersNamed, podSecurityCheck, Setters } from "./check";
import { relaxedByUserNamespace } from "./userNamespace";

const field = ["runAsNonRoot"];

export const runAsNonRoot = podSecurityCheck({
    name: "pod-security-run-as-non-root",
    check: "runAsNonRoot",
    podSecurityLevel: "restricted",
    description:
        "Containers do not run as root, unless the pod runs in a user namespace: root in a container is root on the node after an escape.",
    severity: "high",
    remediation:
        "Set securityContext.runAsNonRoot: true on the pod (or on every container), with an image that has a non-root user.",
    judge: (run) => {
        if (relaxedByUserNamespace(run)) {
            return undefined;
        }
        const { pod } = run;
        const explicit = new Setters(pod);
        // While the pod's own value is unknown, only what containers set themselves can be judged.
        let inherited = true;
        run.attempt(() => {
            const ofPod = run.securityContext?.runAsNonRoot;
            inherited = ofPod === true;
            if (!absent(ofPod) && ofPod !== true) {
                explicit.addPod(field);
            }
        });
        const implicit: string[] = [];
        const implicitPaths: string[] = [];
        run.eachContainer((container, context) => {
            const own = context?.runAsNonRoot;
            if (!absent(own)) {
                if (own !== true) {
                    explicit.addContainer(container, field);
                }
            } else if (!inherited) {
                implicit.push(container.name);
                implicitPaths.push(containerPath(pod, container, "securityContext", ...field));
            }
        });
        if (explicit.found) {
            return {
                reason: "runAsNonRoot != true",
                detail: `${explicit.toString()} must not set securityContext.runAsNonRoot=false`,
                paths: explicit.paths,
                fix: "write true",
            };
        }
        return implicit.length > 0
            ? {
                  reason: "runAsNonRoot != true",
                  detail: `pod or ${containersNamed(implicit)} must set securityContext.runAsNonRoot=true`,
                  paths: [specPath(pod, "securityContext", ...field), ...implicitPaths],
                  fix: "write true",
              }
            : undefined;
    },
});
