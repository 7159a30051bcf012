import { createHash } from "node:crypto";
import { type AutoName, type Properties, type SimulatedResource } from "./types";

/** The first `length` hex digits (at most 64) of a hash of `seed`. */
export function hex(seed: string, length: number): string {
    return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

/** An id as EC2 makes them: prefix and seventeen hex digits. */
export function ec2Id(prefix: string, seed: string): string {
    return `${prefix}-0${hex(`${prefix}/${seed}`, 16)}`;
}

/** A UUID derived from `seed`. */
export function uuid(seed: string): string {
    const digits = hex(seed, 32);
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
        "-",
    );
}

/** An id of capital letters and digits, as IAM and Route 53 make them. */
export function capitals(seed: string, length: number): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    return [...createHash("sha512").update(seed).digest()]
        .slice(0, length)
        .map((byte) => alphabet[byte % alphabet.length])
        .join("");
}

/** The name a provider makes up: `<name>-<seven hex digits>`. */
export function madeUpName(name: string, seed: string): string {
    return `${name}-${hex(seed, 7)}`;
}

/** The inputs with the auto-named property filled in, as a real provider's check does. */
export function withAutoName(
    resource: Pick<SimulatedResource, "name" | "seed" | "inputs">,
    autoName: AutoName | undefined,
): Properties {
    const { name, seed, inputs } = resource;
    if (autoName === undefined || inputs[autoName.property] !== undefined || hasNamePrefix(inputs, autoName.property)) {
        return inputs;
    }
    const prefix = autoName.prefix ?? "";
    const suffix = `-${hex(seed, 7)}`;
    const room = (autoName.maxLength ?? Infinity) - prefix.length - suffix.length;
    const stem = autoName.lowerCase ? name.toLowerCase() : name;
    return { ...inputs, [autoName.property]: `${prefix}${stem.slice(0, room)}${suffix}` };
}

/** `namePrefix: "x"` means that AWS appends the rest: a name as well, but not ours to make up. */
function hasNamePrefix(inputs: Properties, property: string): boolean {
    return property !== "name" ? inputs[`${property}Prefix`] !== undefined : inputs.namePrefix !== undefined;
}

/** An input that is a string, or the fallback when it is absent or unknown. */
export function text(inputs: Properties, property: string, fallback = ""): string {
    const value = inputs[property];
    return typeof value === "string" ? value : fallback;
}

/** The value of an input, else `fallback`. */
export function given<T>(inputs: Properties, property: string, fallback: T): T {
    const value = inputs[property];
    return value === undefined || value === null ? fallback : (value as T);
}
