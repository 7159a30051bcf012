import { type z } from "zod";
import { type EnforcementLevel } from "./model/resource";
import { commonOptions, type CommonOptions, type Rule } from "./rule";

const enforcementLevels = [
    "advisory",
    "mandatory",
    "remediate",
    "disabled",
] as const satisfies readonly EnforcementLevel[];

/**
 * Configuration of the pack, in the form of Pulumi's `--policy-pack-config` file: by rule name, a level or an object
 * of `enforcementLevel` and the rule's options; `all` sets the level of every rule that names none itself.
 */
export type PackConfig = Readonly<Record<string, EnforcementLevel | Readonly<Record<string, unknown>>>>;

export interface RuleConfig {
    readonly level: EnforcementLevel;
    readonly options: CommonOptions;
}

/** Thrown with every fault of a configuration at once. */
export class ConfigError extends Error {
    constructor(readonly faults: readonly string[]) {
        super(`The policy configuration is refused:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    }
}

/** The schema of everything a rule can be told. */
export function optionsSchema(rule: Rule): z.ZodObject {
    return commonOptions.extend(rule.options.shape);
}

const defaults = new WeakMap<Rule, ReturnType<z.ZodObject["safeParse"]>>();

/** The options of a rule that is told nothing, worked out once. */
function defaultsOf(rule: Rule): ReturnType<z.ZodObject["safeParse"]> {
    const known = defaults.get(rule) ?? optionsSchema(rule).safeParse({});
    defaults.set(rule, known);
    return known;
}

/**
 * Level and options of each rule.
 *
 * @throws ConfigError naming every unknown rule and every faulty option.
 */
export function resolveConfig(rules: readonly Rule[], config: PackConfig = {}): Map<Rule, RuleConfig> {
    const faults: string[] = [];
    const known = new Set(["all", ...rules.map(({ name }) => name)]);
    for (const name of Object.keys(config)) {
        if (!known.has(name)) {
            faults.push(`"${name}" is no rule of this pack: see docs/policies.md for their names`);
        }
    }
    const common = split("all", config.all, faults).level;
    const resolved = new Map<Rule, RuleConfig>();
    for (const rule of rules) {
        const { level, options } = split(rule.name, config[rule.name], faults);
        const parsed = Object.keys(options).length === 0 ? defaultsOf(rule) : optionsSchema(rule).safeParse(options);
        if (!parsed.success) {
            for (const issue of parsed.error.issues) {
                faults.push(`"${[rule.name, ...issue.path].join(".")}": ${issue.message}`);
            }
        } else {
            resolved.set(rule, {
                level: level ?? common ?? rule.enforcementLevel,
                options: parsed.data as unknown as CommonOptions,
            });
        }
    }
    if (faults.length > 0) {
        throw new ConfigError(faults);
    }
    return resolved;
}

function split(
    name: string,
    entry: PackConfig[string] | undefined,
    faults: string[],
): { level?: EnforcementLevel; options: Readonly<Record<string, unknown>> } {
    const { enforcementLevel, ...options } = typeof entry === "string" ? { enforcementLevel: entry } : (entry ?? {});
    if (enforcementLevel === undefined) {
        return { options };
    }
    const level = enforcementLevels.find((candidate) => candidate === enforcementLevel);
    if (level === undefined) {
        faults.push(`"${name}.enforcementLevel" must be one of ${enforcementLevels.join(", ")}`);
        return { options };
    }
    return { level, options };
}
