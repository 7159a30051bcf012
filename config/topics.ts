import { type z } from "zod";
import { type AddonSchemas } from "./addons";
import { type Fault } from "./fault";
import { withoutBroken } from "./partial";
import { topicsSchema } from "./platform";
import { unknownKeyReason, validate } from "./validate";

/** The topics of a stack file but `workloads`, each checked by itself. */
export interface ParsedTopics {
    /** Topics without a fault; of a topic with faults what is not at fault, where that can be told apart. */
    readonly value: Readonly<Record<string, unknown>>;
    /** Names of topics of which nothing can be used. */
    readonly broken: readonly string[];
    readonly faults: readonly Fault[];
}

export function parseTopics(addons: AddonSchemas, input: Readonly<Record<string, unknown>>): ParsedTopics {
    const schemas: Readonly<Record<string, z.ZodType>> = topicsSchema(addons).shape;
    const value: Record<string, unknown> = {};
    const broken: string[] = [];
    const faults: Fault[] = [];
    for (const [name, schema] of Object.entries(schemas)) {
        const parsed = parseTopic(name, schema, Object.hasOwn(input, name) ? input[name] : undefined);
        faults.push(...parsed.faults);
        if ("value" in parsed) {
            value[name] = parsed.value;
        } else {
            broken.push(name);
        }
    }
    // "workloads" is checked elsewhere, and is a key like the others.
    const known = [...Object.keys(schemas), "workloads"];
    const unknown = Object.keys(input).filter((key) => !Object.hasOwn(schemas, key));
    faults.push(...unknown.map((key) => ({ path: key || '""', reason: unknownKeyReason(key, known) })));
    return { value, broken, faults };
}

function parseTopic(
    name: string,
    schema: z.ZodType,
    input: unknown,
): { readonly value?: unknown; readonly faults: readonly Fault[] } {
    const parsed = validate(schema, input, [name]);
    if ("value" in parsed) {
        return { value: parsed.value, faults: [] };
    }
    const { faults } = parsed;
    const keys = [...new Set(faults.map(({ path }) => keyBelow(name, path)))];
    const rest = validate(schema, without(input, keys));
    return "value" in rest && typeof rest.value === "object" && rest.value !== null && !keys.includes(undefined)
        ? {
              value: withoutBroken(rest.value, { keys: keys.filter((key) => key !== undefined), listable: false }),
              faults,
          }
        : { faults };
}

/** `zones` of `network.zones[1]`; undefined of `network` itself. */
function keyBelow(topic: string, path: string): string | undefined {
    return /^[^.[]+/.exec(path.slice(topic.length + 1))?.[0];
}

function without(input: unknown, keys: readonly (string | undefined)[]): unknown {
    return typeof input === "object" && input !== null && !Array.isArray(input)
        ? Object.fromEntries(Object.entries(input).filter(([key]) => !keys.includes(key)))
        : input;
}
