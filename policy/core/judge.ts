import { resolveConfig, type PackConfig } from "./settings";
import {
    type Group,
    type JudgedResource,
    type NotEvaluated,
    type PodSecurityLevel,
    type Violation,
} from "../model/resource";
import { type Rule } from "./rule";
import { allRules, ruleNames } from "../rules";
import { utcDay } from "./exemptions";
import { type ActiveRule, type Listener, Session } from "./session";

export { UNKNOWN } from "../model/unknown";
export { ConfigError, type PackConfig } from "./settings";
export * from "../model/resource";
export { type Coverage, type Listener, type Session } from "./session";
export { type Exempted } from "./exemptions";

export interface JudgeOptions {
    /** Levels and options by rule, as in Pulumi's `--policy-pack-config`. Defaults to each rule's own. */
    readonly config?: PackConfig;
    /** Only these groups. Defaults to all. */
    readonly groups?: readonly Group[];
    /** Judges every pod at this Pod Security level, whatever level its namespace has. Defaults to the namespace's level. */
    readonly level?: PodSecurityLevel;
    /** Minor version of the cluster, for example `1.36`. Defaults to the newest supported one. */
    readonly kubernetesVersion?: string;
    /** Day for exemptions with an end, as `2027-01-31`. Defaults to the day in UTC. */
    readonly today?: string;
}

export interface Judgement {
    readonly violations: readonly Violation[];
    readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Judges resources in this process: no engine, no network, no output.
 *
 * @throws ConfigError when the configuration is faulty.
 */
export function judge(resources: readonly JudgedResource[], options: JudgeOptions = {}): Judgement {
    const violations: Violation[] = [];
    const notEvaluated: NotEvaluated[] = [];
    const session = openSession(options, {
        violation: (violation) => violations.push(violation),
        notEvaluated: (entry) => notEvaluated.push(entry),
    });
    for (const resource of resources) {
        session.index(resource);
    }
    for (const resource of resources) {
        session.see(resource);
    }
    session.end();
    return { violations, notEvaluated };
}

/**
 * The same, one resource at a time, for input of any size: `index` every resource, then `see` every resource, then
 * `end`. Keeps namespaces and what stack rules must remember, not the resources.
 *
 * @throws ConfigError when the configuration is faulty.
 */
export function openSession(options: JudgeOptions, listener: Listener): Session {
    const rules = allRules.filter((rule) => options.groups === undefined || options.groups.includes(rule.group));
    const resolved = resolveConfig(allRules, options.config);
    const active: ActiveRule[] = [];
    for (const rule of rules) {
        const config = resolved.get(rule);
        if (config !== undefined && config.level !== "disabled") {
            active.push({ rule, config: { ...config, options: { ...config.options, ...overrides(rule, options) } } });
        }
    }
    return new Session(active, listener, { today: options.today ?? utcDay(), ruleNames });
}

/** What the caller sets for all rules of a kind at once. */
function overrides(rule: Rule, { level, kubernetesVersion }: JudgeOptions): Record<string, unknown> {
    return {
        ...(level !== undefined && "forceLevel" in rule.options.shape && { forceLevel: level }),
        ...(kubernetesVersion !== undefined && "kubernetesVersion" in rule.options.shape && { kubernetesVersion }),
    };
}
