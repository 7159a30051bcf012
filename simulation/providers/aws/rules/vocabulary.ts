import { type ArgumentRule, type Properties } from "../../types";

type Fault = ArgumentRule["fault"];

/** Quotes a value for a message; long ones are cut. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? "undefined";
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Text that matches a pattern; `allowed` describes the pattern in words. */
export function matches(pattern: RegExp, allowed: string): Fault {
    return (value) =>
        typeof value === "string" && pattern.test(value) ? undefined : `is ${shown(value)}: must be ${allowed}`;
}

export function atMost(characters: number): Fault {
    return (value) =>
        typeof value === "string" && value.length > characters
            ? `is ${value.length} characters long: must be at most ${characters}`
            : undefined;
}

export function between(least: number, most: number): Fault {
    return (value) =>
        typeof value === "number" && value >= least && value <= most
            ? undefined
            : `is ${shown(value)}: must be ${least} to ${most}`;
}

export function oneOf(...allowed: readonly (string | number)[]): Fault {
    return (value) =>
        allowed.includes(value as string | number)
            ? undefined
            : `is ${shown(value)}: must be one of ${allowed.join(", ")}`;
}

/** JSON of at most so many characters, white space not counted, as IAM counts. */
export function compactAtMost(characters: number): Fault {
    return (value) => {
        const length = typeof value === "string" ? value.replaceAll(/\s/g, "").length : 0;
        return length > characters
            ? `has ${length} characters without white space: must have at most ${characters}`
            : undefined;
    };
}

export function rule(argument: string, source: string, ...faults: readonly Fault[]): ArgumentRule {
    return {
        argument,
        source,
        fault: (value: unknown, inputs: Properties) =>
            faults.map((fault) => fault(value, inputs)).find((fault) => fault !== undefined),
    };
}

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags as every service takes them. Source: AWS General Reference, tag naming limits and requirements. */
export function tagRule(argument = "tags"): ArgumentRule {
    return rule(argument, "AWS General Reference, tag naming limits and requirements", (value) => {
        const tags = Object.entries(value as Properties);
        if (tags.length > 50) {
            return `are ${tags.length}: must be at most 50`;
        }
        for (const [key, text] of tags) {
            if (key.length < 1 || key.length > 128 || key.toLowerCase().startsWith("aws:") || !TAG_TEXT.test(key)) {
                return `have the key ${shown(key)}: must be 1 to 128 letters, digits, spaces and _ . : / = + - @, not starting with aws:`;
            }
            if (typeof text !== "string" || text.length > 256 || !TAG_TEXT.test(text)) {
                return `have ${shown(text)} under ${shown(key)}: must be at most 256 letters, digits, spaces and _ . : / = + - @`;
            }
        }
        return undefined;
    });
}
