import { createHash } from "node:crypto";
import { type AutoName, type Properties, type SimulatedResource } from "./types";

/** The first `length` hex digits (at most 64) of a hash of `seed`. */
export function hex(seed: string, length: number): string {
    return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

/** An id in the format of EC2: prefix and seventeen hex digits. */
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

/** An id of capital letters and digits, in the format of IAM and Route 53. */
export function capitals(seed: string, length: number): string {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    return [...createHash("sha512").update(seed).digest()]
        .slice(0, length)
        .map((byte) => alphabet[byte % alphabet.length])
        .join("");
}

/** A generated name: `<name>-<seven hex digits>`. */
export function generatedName(name: string, seed: string): string {
    return `${name}-${hex(seed, 7)}`;
}

/** The inputs with the auto-named property filled in, as by a real provider's check. */
export function withAutoName(
    resource: Pick<SimulatedResource, "name" | "seed" | "inputs">,
    autoName: AutoName | undefined,
): Properties {
    if (autoName === undefined) {
        return resource.inputs;
    }
    const { property, unless = `${property}Prefix` } = autoName;
    const [first = "", second] = property.split(".");
    const { inputs } = resource;
    if (second === undefined) {
        return named(inputs, property, unless) ? inputs : { ...inputs, [property]: autoNameOf(resource, autoName) };
    }
    const inner = given<Properties>(inputs, first, {});
    return named(inner, second, unless)
        ? inputs
        : { ...inputs, [first]: { ...inner, [second]: autoNameOf(resource, autoName) } };
}

function named(inputs: Properties, property: string, unless: string): boolean {
    return inputs[property] !== undefined || inputs[unless] !== undefined;
}

function autoNameOf({ name, seed }: Pick<SimulatedResource, "name" | "seed">, autoName: AutoName): string {
    const { prefix = "", digits = 7, maxLength = Infinity, lowerCase = false } = autoName;
    const suffix = `-${hex(seed, digits)}`;
    const stem = lowerCase ? name.toLowerCase() : name;
    return `${prefix}${stem.slice(0, maxLength - prefix.length - suffix.length)}${suffix}`;
}

/** An input that is a string, or the fallback when it is undefined or unknown. */
export function text(inputs: Properties, property: string, fallback = ""): string {
    const value = inputs[property];
    return typeof value === "string" ? value : fallback;
}

/** The value of an input, else `fallback`. */
export function given<T>(inputs: Properties, property: string, fallback: T): T {
    const value = inputs[property];
    return value === undefined || value === null ? fallback : (value as T);
}
