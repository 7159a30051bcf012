import { type z } from "zod";
import { type EnforcementLevel } from "../model/resource";
import { commonOptions, type CommonOptions, type Rule } from "./rule";

const enforcementLevels = [
    "advisory",
    "mandatory",
    "remediate",
    "disabled",
] as const satisfies readonly EnforcementLevel[];

/**
 * Configuration of the pack, in the form of Pulumi's `--policy-pack-config` file: by rule name, a level or an object
 * of `enforcementLevel` and the rule's options. `all` sets the level of every rule that names none itself, and options
 * for every rule that has them.
 */
export type PackConfig = Readonly<Record<string, EnforcementLevel | Readonly<Record<string, unknown>>>>;

export interface RuleConfig {
    readonly level: EnforcementLevel;
    readonly options: CommonOptions;
}

/** Thrown with every fault of a configuration at once. */
export class ConfigError extends Error {
    constructor(readonly faults: readonly string[]) {
        super(`The policy configuration is invalid:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    }
}

/** The schema of all options of a rule. */
export function optionsSchema(rule: Rule): z.ZodObject {
    return commonOptions.extend(rule.options.shape);
}

const defaults = new WeakMap<Rule, ReturnType<z.ZodObject["safeParse"]>>();

/** A rule's default options, computed once. */
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
            faults.push(`"${name}" is not a rule of this pack: see docs/policies.md for the rules`);
        }
    }
    const common = split("all", config.all, faults);
    for (const option of Object.keys(common.options)) {
        if (!rules.some((rule) => option in optionsSchema(rule).shape)) {
            faults.push(`"all.${option}" is not an option of any rule: see docs/policies.md for the options`);
        }
    }
    const resolved = new Map<Rule, RuleConfig>();
    for (const rule of rules) {
        const { level, options: own } = split(rule.name, config[rule.name], faults);
        const options = { ...optionsFor(rule, common.options), ...own };
        const parsed = Object.keys(options).length === 0 ? defaultsOf(rule) : optionsSchema(rule).safeParse(options);
        if (!parsed.success) {
            for (const issue of parsed.error.issues) {
                faults.push(`"${[rule.name, ...issue.path].join(".")}": ${issue.message}`);
            }
        } else {
            resolved.set(rule, {
                level: level ?? common.level ?? rule.enforcementLevel,
                options: parsed.data as unknown as CommonOptions,
            });
        }
    }
    if (faults.length > 0) {
        throw new ConfigError(faults);
    }
    return resolved;
}

/** Those of the options for all rules that this one has. */
function optionsFor(rule: Rule, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const entries = Object.entries(options);
    if (entries.length === 0) {
        return options;
    }
    const { shape } = optionsSchema(rule);
    return Object.fromEntries(entries.filter(([option]) => option in shape));
}

/** The same configuration without options under `all`, which the Pulumi engine does not support. */
export function expandConfig(rules: readonly Rule[], config: PackConfig): PackConfig {
    const common = split("all", config.all, []);
    const expanded = rules.map((rule): [string, Readonly<Record<string, unknown>>] => {
        const { level, options } = split(rule.name, config[rule.name], []);
        const chosen = level ?? common.level;
        return [
            rule.name,
            {
                ...(chosen !== undefined && { enforcementLevel: chosen }),
                ...optionsFor(rule, common.options),
                ...options,
            },
        ];
    });
    return Object.fromEntries(expanded.filter(([, entry]) => Object.keys(entry).length > 0));
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
