import { specPath } from "../../model/pod";
import { absent } from "../../model/read";
import { podSecurityCheck } from "./check";

const fields = ["hostNetwork", "hostPID", "hostIPC"] as const;

export const hostNamespaces = podSecurityCheck({
    name: "pod-security-host-namespaces",
    check: "hostNamespaces",
    podSecurityLevel: "baseline",
    description:
        "Pods do not share the node's namespaces: host namespaces expose the node's network, processes and shared memory.",
    severity: "critical",
    remediation: "Remove hostNetwork, hostPID and hostIPC from the pod.",
    judge: (run) => {
        const { pod } = run;
        const bad: string[] = [];
        for (const field of fields) {
            run.attempt(() => {
                const value = pod.spec[field];
                if (!absent(value) && value !== false) {
                    bad.push(field);
                }
            });
        }
        return bad.length > 0
            ? {
                  reason: "host namespaces",
                  detail: bad.map((field) => `${field}=true`).join(", "),
                  paths: bad.map((field) => specPath(pod, field)),
                  fix: "remove what is set",
                  values: bad,
              }
            : undefined;
    },
});
