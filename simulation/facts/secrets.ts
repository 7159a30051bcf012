import { at, obj, str } from "../../policy/model/read";
import { type ShownResource } from "../in-process/simulate";
import { type ClusterObject, objectsIn, ofKind, podsIn } from "./objects";

/** A secret by its name; its value is nowhere in a simulation. */
export interface SecretFacts {
    /** Name in the secret store, or `<namespace>/<name>` of a Kubernetes Secret. */
    readonly name: string;
    readonly kind: "made by this stack" | "expected in the secret store" | "Kubernetes Secret";
    /** `<namespace>/<name>` of what copies it into the cluster. */
    readonly copiedTo: readonly string[];
    /** Workloads whose pods read it. */
    readonly readBy: readonly string[];
}

/** Every secret that a stack makes, expects or copies. */
export function secrets(resources: readonly ShownResource[], objects: readonly ClusterObject[]): SecretFacts[] {
    const copies = ofKind(objects, "ExternalSecret").map(({ namespace, name, spec }) => ({
        target: `${namespace}/${str(at(spec, "target", "name")) ?? name}`,
        keys: [
            ...objectsIn(spec.data).flatMap(({ remoteRef }) => str(obj(remoteRef)?.key) ?? []),
            ...objectsIn(spec.dataFrom).flatMap(({ extract }) => str(obj(extract)?.key) ?? []),
        ],
    }));
    const made = resources
        .filter(({ type }) => type === "aws:secretsmanager/secret:Secret")
        .map(({ name, inputs }) => str(inputs.name) ?? name);
    const stored = [...new Set([...made, ...copies.flatMap(({ keys }) => keys)])].sort();
    return [
        ...stored.map((name): SecretFacts => {
            const copiedTo = copies.filter(({ keys }) => keys.includes(name)).map(({ target }) => target);
            return {
                name,
                kind: made.includes(name) ? "made by this stack" : "expected in the secret store",
                copiedTo,
                readBy: readers(objects, copiedTo),
            };
        }),
        ...ofKind(objects, "Secret").map(({ namespace, name }): SecretFacts => {
            const own = `${namespace}/${name}`;
            return { name: own, kind: "Kubernetes Secret", copiedTo: [], readBy: readers(objects, [own]) };
        }),
    ];
}

/** Workloads whose pods refer to one of the Secrets: in their environment or as a volume. */
function readers(objects: readonly ClusterObject[], names: readonly string[]): string[] {
    const found = podsIn(objects).filter(({ namespace, spec }) =>
        secretNames(spec).some((name) => names.includes(`${namespace}/${name}`)),
    );
    return [...new Set(found.map(({ namespace, labels, owner }) => `${namespace}/${labels.app ?? owner.name}`))].sort();
}

function secretNames(value: unknown): string[] {
    if (Array.isArray(value)) {
        return value.flatMap(secretNames);
    }
    const fields = obj(value);
    return fields === undefined
        ? []
        : Object.entries(fields).flatMap(([key, inner]) => {
              const name =
                  key === "secretName"
                      ? str(inner)
                      : key === "secretKeyRef" || key === "secretRef" || key === "secret"
                        ? str(obj(inner)?.name)
                        : undefined;
              return [...(name === undefined ? [] : [name]), ...secretNames(inner)];
          });
}
