/**
 * How the Pulumi SDK encodes values that JSON cannot express. Source: `@pulumi/pulumi` runtime/rpc.js (signatures are
 * random constants of the protocol).
 */
export const Signature = {
    Key: "4dabf18193072939515e22adb298388d",
    Asset: "c44067f5952c0a294b673a41bacd8c17",
    Archive: "0def7320c3a5731c473e5ecbe6d01bc7",
    Secret: "1b47061264138c4ac30d75fd1eb44270",
    Resource: "5cf8f73096256a8f31e491e813e4eb8e",
    OutputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** Placeholder for a value that is not known before the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type PropertyPath = readonly (string | number)[];

/** A value without signatures, and the paths of its secrets. */
interface PlainValue {
    readonly value: unknown;
    /** Paths of the secret parts, outermost first; an empty path is the whole value. */
    readonly secrets: readonly PropertyPath[];
}

/** Removes the signatures: a secret becomes its content, a resource its id; unknown values stay `UNKNOWN`. */
export function plainValue(wire: unknown): PlainValue {
    const secrets: PropertyPath[] = [];
    const value = strip(wire, [], secrets);
    return { value, secrets };
}

/** Runs for every resource, so `path` is one array for the whole walk, copied only where a secret is found. */
function strip(wire: unknown, path: (string | number)[], secrets: PropertyPath[]): unknown {
    if (typeof wire !== "object" || wire === null) {
        return wire;
    }
    if (Array.isArray(wire)) {
        return wire.map((item, i) => stripAt(i, item, path, secrets));
    }
    const record = wire as Record<string, unknown>;
    switch (record[Signature.Key]) {
        case undefined: {
            const result: Record<string, unknown> = {};
            for (const key of Object.keys(record)) {
                setOwn(result, key, stripAt(key, record[key], path, secrets));
            }
            return result;
        }
        case Signature.Secret:
            secrets.push([...path]);
            return strip(record.value, path, []);
        case Signature.OutputValue:
            if (record.secret === true) {
                secrets.push([...path]);
            }
            return "value" in record ? strip(record.value, path, record.secret === true ? [] : secrets) : UNKNOWN;
        case Signature.Resource:
            return record.id === undefined || record.id === "" ? record.urn : record.id;
        default: {
            const { [Signature.Key]: _signature, ...asset } = record;
            return asset;
        }
    }
}

function stripAt(key: string | number, item: unknown, path: (string | number)[], secrets: PropertyPath[]): unknown {
    path.push(key);
    const value = strip(item, path, secrets);
    path.pop();
    return value;
}

/** Assignment that treats `__proto__` as an ordinary key. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
    if (key === "__proto__") {
        Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
        target[key] = value;
    }
}

/** Marks a value as secret, in the SDK's encoding. */
export function secretWire(value: unknown): unknown {
    return isSecretWire(value) ? value : { [Signature.Key]: Signature.Secret, value: value ?? null };
}

function isSecretWire(value: unknown): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        (value as Record<string, unknown>)[Signature.Key] === Signature.Secret
    );
}

/** Whether any part of an encoded value is secret. */
export function holdsSecret(wire: unknown): boolean {
    if (typeof wire !== "object" || wire === null) {
        return false;
    }
    const { [Signature.Key]: signature, secret } = wire as Record<string, unknown>;
    return (
        signature === Signature.Secret ||
        (signature === Signature.OutputValue && secret === true) ||
        Object.values(wire).some(holdsSecret)
    );
}

/** A value without its unknown parts: the input of a provider's computation. */
export function knownPart(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.filter((item) => item !== UNKNOWN).map(knownPart);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, item]) => item !== UNKNOWN)
            .map(([key, item]) => [key, knownPart(item)]),
    );
}
