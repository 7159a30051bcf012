import { parse } from "yaml";
import { type Existing, type Inventory } from "../plugin/inventory";
import { parsePath, valuesAt } from "../plugin/propertyPath";
import { InputError } from "../errors";
import { type PropertyPath } from "../wire";

/** A value that a resource has in the cloud, whatever the program recorded. */
export interface Drift {
    /** Last part of the type: `NodeGroup`. */
    readonly type: string;
    /** Logical name in the program. */
    readonly name: string;
    /** Path of the input as Pulumi writes it: `scalingConfig.desiredSize`. */
    readonly path: string;
    readonly value: unknown;
}

/** A `--live` argument that cannot be used. */
class DriftError extends InputError {}

/**
 * Reads `NodeGroup:gpu-t4:scalingConfig.desiredSize=30`; the value is YAML.
 *
 * @throws DriftError when the text has another form
 */
export function parseDrift(text: string): Drift {
    const match = /^(\w+):([^:=]+):([^=]+)=(.+)$/s.exec(text);
    const [, type, name, path, value] = match ?? [];
    if (type === undefined || name === undefined || path === undefined || value === undefined) {
        throw new DriftError(
            `"--live ${text}" is not a live value: write <Type>:<name>:<input>=<value>, ` +
                "for example NodeGroup:gpu-t4:scalingConfig.desiredSize=30",
        );
    }
    return { type, name, path, value: parse(value) as unknown };
}

/**
 * Changes resources behind the engine's back, as an autoscaler or a person does.
 *
 * @throws DriftError for a resource or an input that does not exist
 */
export function applyDrift(inventory: Inventory, drifts: readonly Drift[]): void {
    for (const { type, name, path, value } of drifts) {
        const resource = inventory
            .all()
            .find((existing) => existing.type.endsWith(`:${type}`) && existing.urn.endsWith(`::${name}`));
        if (resource === undefined) {
            throw new DriftError(
                `"--live ${type}:${name}" names a resource that does not exist before the change: ` +
                    "take the type and the name from the tree of npm run simulate, and bring it up with --from",
            );
        }
        const parts = parsePath(path);
        if (valuesAt(resource.inputs, parts).length === 0) {
            throw new DriftError(`"--live ${type}:${name}:${path}" names an input that the resource does not have`);
        }
        inventory.update(withValue(resource, parts, value));
    }
}

function withValue(resource: Existing, path: PropertyPath, value: unknown): Existing {
    const changed = (properties: unknown) => replaced(properties, path, value) as Existing["inputs"];
    return { ...resource, inputs: changed(resource.inputs), outputs: changed(resource.outputs) };
}

function replaced(value: unknown, [part, ...rest]: PropertyPath, by: unknown): unknown {
    if (part === undefined) {
        return by;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown, i) => (i === part ? replaced(item, rest, by) : item));
    }
    const record = (value ?? {}) as Record<string, unknown>;
    return { ...record, [part]: replaced(record[part], rest, by) };
}
