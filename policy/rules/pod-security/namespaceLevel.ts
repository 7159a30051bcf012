import { join, quoted } from "../../model/read";
import { podSecurityLevels } from "../../model/resource";
import { labelsOf } from "../../model/subject";
import { each, noOptions, rule } from "../../core/rule";
import { enforceLabel, enforceVersionLabel, parseLevel, parseVersionLabel } from "./labels";

export const namespaceLevel = rule({
    name: "pod-security-namespace-level",
    group: "pod-security",
    description:
        "Every namespace sets the Pod Security level it enforces: without the label the cluster enforces none.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: `Label the namespace ${enforceLabel}: restricted, or the lowest level its pods really need.`,
    link: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    scope: "resource",
    wants: ["/Namespace"],
    options: noOptions,
    begin: each((subject, run) => {
        if (subject.isPatch) {
            return;
        }
        const labels = labelsOf(subject.props);
        const level = labels[enforceLabel];
        const report = (label: string, message: string) => {
            const path = join("metadata.labels", label);
            run.report(subject, { path, message: `"${path}" ${message}` });
        };
        if (level === undefined) {
            report(enforceLabel, `is missing; set it to one of ${quoted(podSecurityLevels)}`);
        } else if (parseLevel(level) === undefined) {
            report(
                enforceLabel,
                `is "${level}", which the API server rejects; use one of ${quoted(podSecurityLevels)}`,
            );
        }
        const version = labels[enforceVersionLabel];
        if (version !== undefined && parseVersionLabel(version) === undefined) {
            report(
                enforceVersionLabel,
                `is "${version}", which the API server rejects; use "latest" or a minor such as "v1.36"`,
            );
        }
    }),
});
