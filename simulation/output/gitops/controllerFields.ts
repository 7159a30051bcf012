import { groupOf, type Manifest } from "../manifests";

/** Fields of one object that a controller writes at run time, and that a GitOps tool must leave alone. */
export interface ControllerFields {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    /** JSON pointers, for example `/spec/http`. */
    readonly pointers: readonly string[];
}

/** The fields that the program ignores after it has written them once, object by object. */
export function controllerFieldsOf(manifests: readonly Manifest[]): readonly ControllerFields[] {
    return manifests
        .filter(({ controllerFields }) => controllerFields.length > 0)
        .map(({ object, controllerFields }) => {
            const { name, namespace } = object.metadata as { readonly name: string; readonly namespace: string };
            return {
                group: groupOf(object) === "core" ? "" : groupOf(object),
                kind: String(object.kind),
                name,
                namespace,
                pointers: controllerFields.map((field) => `/${field.replaceAll(".", "/")}`),
            };
        });
}
