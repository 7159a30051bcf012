import * as pulumi from "@pulumi/pulumi";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Properties } from "../providers/types";

const { unknownValue, specialSigKey, specialSecretSig, specialOutputValueSig } = pulumi.runtime;

/** Properties as the engine sends them: secrets and unknown values are marked inside plain JSON. */
export type WireProperties = Readonly<Record<string, unknown>>;

/** The marker that stands for a value nobody knows during a preview. */
export const UNKNOWN = unknownValue;

/**
 * The engine has one marker per kind of value; programs in Node send the first only, other providers' outputs may carry any.
 * Source: pulumi/sdk, go/common/resource/plugin/rpc.go, the `Unknown*Value` constants.
 */
const unknownMarkers: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function fromStruct(struct: Struct | undefined): WireProperties {
    return struct?.toJavaScript() ?? {};
}

export function toStruct(properties: WireProperties): Struct {
    return Struct.fromJavaScript(withoutUndefined(properties) as Record<string, JavaScriptValue>);
}

/** The value without its secret marker; unknown values and the ones `undefined` in the program are absent. */
export function plain(properties: WireProperties): Properties {
    return plainValue(properties) as Properties;
}

/** `value` marked as secret; a value that is one already stays as it is. */
export function secret(value: unknown): unknown {
    return isSecret(value) ? value : { [specialSigKey]: specialSecretSig, value };
}

export function isUnknown(value: unknown): boolean {
    return unknownMarkers.has(bare(value));
}

export function containsUnknown(value: unknown): boolean {
    return some(value, isUnknown);
}

export function containsSecret(value: unknown): boolean {
    return some(value, isSecret);
}

/** The value inside its markers: a secret's own value, an output's value or the unknown marker. */
export function bare(value: unknown): unknown {
    if (!isObject(value)) {
        return value;
    }
    switch (value[specialSigKey]) {
        case specialSecretSig:
            return bare(value.value);
        case specialOutputValueSig:
            return "value" in value ? bare(value.value) : UNKNOWN;
        default:
            return value;
    }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts shorter than this say nothing when another value happens to contain them. */
const SHORTEST_SECRET = 6;

/** Every text inside a secret. */
export function secretTexts(value: unknown, within = false): string[] {
    if (typeof value === "string") {
        return within && value.length >= SHORTEST_SECRET ? [value] : [];
    }
    if (typeof value !== "object" || value === null) {
        return [];
    }
    if (isSecret(value)) {
        return secretTexts(bare(value), true);
    }
    return Object.values(value).flatMap((item) => secretTexts(item, within));
}

function isSecret(value: unknown): boolean {
    if (!isObject(value)) {
        return false;
    }
    const signature = value[specialSigKey];
    return signature === specialSecretSig || (signature === specialOutputValueSig && value.secret === true);
}

/** Whether `test` holds for the value or anything in it, markers included. */
function some(value: unknown, test: (value: unknown) => boolean): boolean {
    if (test(value)) {
        return true;
    }
    if (Array.isArray(value)) {
        return value.some((item) => some(item, test));
    }
    return isObject(value) && Object.values(value).some((item) => some(item, test));
}

function plainValue(value: unknown): unknown {
    const inner = bare(value);
    if (unknownMarkers.has(inner) || inner === null) {
        return undefined;
    }
    if (Array.isArray(inner)) {
        return inner.map(plainValue);
    }
    if (isObject(inner)) {
        return Object.fromEntries(
            Object.entries(inner)
                .map(([key, item]) => [key, plainValue(item)] as const)
                .filter(([, item]) => item !== undefined),
        );
    }
    return inner;
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
