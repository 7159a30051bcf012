import { namespaceUnknown, type Subject } from "../model/subject";
import { type Exemption, type Finding } from "./rule";

/** Whether an exemption covers what a rule found. An exemption of single values covers nothing beyond them. */
export function covers(exemption: Exemption, subject: Subject, finding: Pick<Finding, "values">): boolean {
    const { namespace, kind, name, values } = exemption;
    if (namespace !== undefined && (namespaceUnknown(subject) || subject.object?.namespace !== namespace)) {
        return false;
    }
    if (kind !== undefined && subject.object?.kind !== kind) {
        return false;
    }
    if (name !== undefined && !matchesName(name, subject.object?.name) && !matchesName(name, subject.resource.name)) {
        return false;
    }
    return (
        values === undefined ||
        (finding.values !== undefined && finding.values.every((value) => values.includes(value)))
    );
}

function matchesName(pattern: string, name: string | undefined): boolean {
    return name !== undefined && (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}
