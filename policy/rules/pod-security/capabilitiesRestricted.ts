import { list, obj, quoted } from "../../model/read";
import { podSecurityCheck, Setters, shown } from "./check";
import { fixEachContainer, objectUnder } from "../../core/remediate";

const addable = "NET_BIND_SERVICE";

export const capabilitiesRestricted = podSecurityCheck({
    name: "pod-security-capabilities-restricted",
    check: "capabilities_restricted",
    podSecurityLevel: "restricted",
    description:
        "Containers drop all capabilities and add at most NET_BIND_SERVICE: a compromised process then has none to abuse.",
    severity: "high",
    remediation:
        'Set securityContext.capabilities.drop: ["ALL"] on every container and add nothing but NET_BIND_SERVICE.',
    linuxOnly: true,
    judge: (run) => {
        const { pod } = run;
        const undropped = new Setters(pod);
        const adding = new Setters(pod);
        run.eachContainer((container, context) => {
            const capabilities = obj(context?.capabilities);
            if (!list(capabilities?.drop).includes("ALL")) {
                undropped.addContainer(container, ["capabilities", "drop"]);
            }
            const added = list(capabilities?.add).filter((capability) => capability !== addable);
            if (added.length > 0) {
                adding.addContainer(container, ["capabilities", "add"], ...added.map(shown));
            }
        });
        const details = [
            ...(undropped.found ? [`${undropped.toString()} must set securityContext.capabilities.drop=["ALL"]`] : []),
            ...(adding.found
                ? [
                      `${adding.toString()} must not include ${quoted(adding.sortedValues)} in securityContext.capabilities.add`,
                  ]
                : []),
        ];
        return details.length > 0
            ? {
                  reason: "unrestricted capabilities",
                  detail: details.join("; "),
                  paths: [...undropped.paths, ...adding.paths],
                  fix: `drop ["ALL"] and add at most "${addable}"`,
                  values: adding.sortedValues,
              }
            : undefined;
    },
    remediate: (podSpec) =>
        fixEachContainer(podSpec, (context) => {
            const capabilities = objectUnder(context, "capabilities");
            if (list(capabilities.drop).includes("ALL")) {
                return false;
            }
            capabilities.drop = ["ALL"];
            return true;
        }),
});
