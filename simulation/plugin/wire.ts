import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Properties } from "../providers";
import { knownPart, plainValue, Signature, UNKNOWN } from "../wire";

/** Properties in the engine's encoding: JSON with marks for secrets and unknown values. */
export type WireProperties = Readonly<Record<string, unknown>>;

export function fromStruct(struct: Struct | undefined): WireProperties {
    return struct?.toJavaScript() ?? {};
}

export function toStruct(properties: WireProperties): Struct {
    return Struct.fromJavaScript(withoutUndefined(properties) as Record<string, JavaScriptValue>);
}

/** The properties without marks and without unknown values. */
export function plain(properties: WireProperties): Properties {
    return knownPart(plainValue(properties).value) as Properties;
}

export function isUnknown(value: unknown): boolean {
    return bare(value) === UNKNOWN;
}

export function containsUnknown(value: unknown): boolean {
    const inner = bare(value);
    return (
        inner === UNKNOWN || (typeof inner === "object" && inner !== null && Object.values(inner).some(containsUnknown))
    );
}

/** The value inside its marks: the content of a secret, the value of an output, or `UNKNOWN`. */
export function bare(value: unknown): unknown {
    if (!isObject(value)) {
        return value;
    }
    switch (value[Signature.Key]) {
        case Signature.Secret:
            return bare(value.value);
        case Signature.OutputValue:
            return "value" in value ? bare(value.value) : UNKNOWN;
        default:
            return value;
    }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Shorter strings occur in other values by chance. */
const SHORTEST_SECRET = 6;

/** Every string inside a secret. */
export function secretTexts(value: unknown, within = false): string[] {
    if (typeof value === "string") {
        return within && value.length >= SHORTEST_SECRET ? [value] : [];
    }
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const { [Signature.Key]: signature, secret } = value as Record<string, unknown>;
    const hidden = signature === Signature.Secret || (signature === Signature.OutputValue && secret === true);
    const inner = bare(value);
    return inner === value
        ? Object.values(value).flatMap((item) => secretTexts(item, within))
        : secretTexts(inner, within || hidden);
}

function withoutUndefined(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map((item) => (item === undefined ? null : withoutUndefined(item)));
    }
    if (isObject(value)) {
        return Object.fromEntries(
            Object.entries(value)
                .filter(([, item]) => item !== undefined)
                .map(([key, item]) => [key, withoutUndefined(item)]),
        );
    }
    return value;
}
