import { podSecurityCheck } from "./check";
import { unmaskedProc } from "./procMounts";

export const procMountRestricted = podSecurityCheck({
    name: "pod-security-proc-mount-restricted",
    check: "procMount_restricted",
    podSecurityLevel: "restricted",
    description:
        "Containers keep the masked /proc, also in user namespaces: the masked paths control the node's kernel.",
    severity: "high",
    remediation: "Remove securityContext.procMount.",
    // Before 1.35 the baseline check was this strict.
    since: 35,
    judge: unmaskedProc,
});
