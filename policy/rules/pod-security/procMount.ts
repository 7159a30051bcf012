import { podSecurityCheck } from "./check";
import { unmaskedProc } from "./procMounts";
import { relaxedByUserNamespace } from "./userNamespace";

export const procMount = podSecurityCheck({
    name: "pod-security-proc-mount",
    check: "procMount",
    podSecurityLevel: "baseline",
    description:
        "Containers keep the masked /proc, unless the pod runs in a user namespace: the masked paths control the node's kernel.",
    severity: "high",
    remediation: "Remove securityContext.procMount.",
    replacedInRestrictedSince: 35,
    judge: (run) => (relaxedByUserNamespace(run) ? undefined : unmaskedProc(run)),
});
