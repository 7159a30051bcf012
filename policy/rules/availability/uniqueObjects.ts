import { obj, str } from "../../model/read";
import { type Subject } from "../../model/subject";
import { noOptions, rule } from "../../core/rule";

export const uniqueObjects = rule({
    name: "availability-unique-objects",
    group: "availability",
    description:
        "No two objects have the same kind, namespace and name: the one that is applied last overwrites the other.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Rename one of the objects, or remove it.",
    link: "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    scope: "stack",
    wants: ["*"],
    options: noOptions,
    begin: (run) => {
        const seen = new Set<string>();
        return {
            see: (subject) => {
                const { object, isPatch, key } = subject;
                if (object === undefined || isPatch) {
                    return;
                }
                run.attempt(subject, () => {
                    // A generated name is unique.
                    if (str(obj(subject.props.metadata)?.name) === undefined) {
                        return;
                    }
                    const id = [sourceOf(subject), key, object.namespace ?? "", object.name].join(" ");
                    if (seen.has(id)) {
                        const place = object.namespace === undefined ? "" : ` in namespace "${object.namespace}"`;
                        const message = `"metadata.name" is that of another ${object.kind}${place}; rename or remove one of the two`;
                        run.report(subject, { path: "metadata.name", message });
                    }
                    seen.add(id);
                });
            },
        };
    },
});

/** What is applied together: a cluster's objects in a stack, the objects of one file elsewhere. */
function sourceOf({ resource: { urn, provider } }: Subject): string {
    const item = urn.lastIndexOf("#");
    return provider ?? (item === -1 ? "" : urn.slice(0, item));
}
