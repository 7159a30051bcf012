import { list, obj, quoted } from "../../model/read";
import { podSecurityCheck, Setters, shown } from "./check";

/** What container runtimes grant by default, less NET_RAW. Source: Pod Security Standards, baseline. */
const allowed: ReadonlySet<unknown> = new Set([
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
]);

export const capabilitiesBaseline = podSecurityCheck({
    name: "pod-security-capabilities-baseline",
    check: "capabilities_baseline",
    podSecurityLevel: "baseline",
    description:
        "Containers add no capability beyond the runtime's default set: other capabilities give access to the node or its network.",
    severity: "high",
    remediation: "Remove the capability from securityContext.capabilities.add.",
    replacedInRestrictedSince: 0,
    judge: (run) => {
        const { pod } = run;
        const bad = new Setters(pod);
        run.eachContainer((container, context) => {
            const added = list(obj(context?.capabilities)?.add).filter((capability) => !allowed.has(capability));
            if (added.length > 0) {
                bad.addContainer(container, ["capabilities", "add"], ...added.map(shown));
            }
        });
        return bad.found
            ? {
                  reason: "non-default capabilities",
                  detail: `${bad.toString()} must not include ${quoted(bad.sortedValues)} in securityContext.capabilities.add`,
                  paths: bad.paths,
                  fix: "remove them",
                  values: bad.sortedValues,
              }
            : undefined;
    },
});
