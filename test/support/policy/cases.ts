import assert from "node:assert/strict";
import { enginePolicy } from "../../../policy/engine/policy";
import { unknownCheckingProxy } from "../../../policy/engine/unknownValueError";
import { type JudgedResource, type NotEvaluated, type Violation } from "../../../policy/model/resource";
import { type Rule } from "../../../policy/core/rule";
import { utcDay } from "../../../policy/core/exemptions";
import { type Listener, Session } from "../../../policy/core/session";
import { ruleNames } from "../../../policy/rules";
import { type PackConfig, resolveConfig } from "../../../policy/core/settings";

type Options = Exclude<PackConfig[string], string>;

export interface Outcome {
    readonly violations: readonly Violation[];
    readonly notEvaluated: readonly NotEvaluated[];
}

/** A Kubernetes object as a resource; the type token follows from apiVersion and kind. */
export function kube(object: Readonly<Record<string, unknown>>): JudgedResource {
    const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata?: { name?: string } };
    const name = metadata?.name ?? "unnamed";
    const token = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    return { urn: `urn:${kind}/${name}`, type: `kubernetes:${token}:${kind}`, name, props: object };
}

/** Runs one rule in process. */
export function run(rule: Rule, resources: readonly JudgedResource[], options: Options = {}): Outcome {
    const violations: Violation[] = [];
    const notEvaluated: NotEvaluated[] = [];
    const config = resolveConfig([rule], { [rule.name]: { enforcementLevel: "mandatory", ...options } }).get(rule);
    assert.ok(config);
    const listener: Listener = {
        violation: (violation) => violations.push(violation),
        notEvaluated: (entry) => notEvaluated.push(entry),
    };
    const session = new Session([{ rule, config }], listener, { today: utcDay(), ruleNames });
    resources.forEach((resource) => {
        session.index(resource);
    });
    resources.forEach((resource) => {
        session.see(resource);
    });
    session.end();
    return { violations, notEvaluated };
}

/** Runs one rule as the engine does, on the proxies that it passes; returns what it would print. */
export async function runInEngine(
    rule: Rule,
    resources: readonly JudgedResource[],
    options: Options = {},
): Promise<{ readonly messages: string[]; readonly error?: Error }> {
    const policy = enginePolicy(rule);
    const messages: string[] = [];
    const report = (message: string) => {
        messages.push(message);
    };
    const opts = { protect: false, ignoreChanges: [], aliases: [], additionalSecretOutputs: [] };
    const engineArgs = resources.map(({ urn, type, name, props, dependencies = [], id }) => ({
        urn,
        type,
        name,
        opts,
        props: unknownCheckingProxy(structuredClone({ ...props, ...(id !== undefined && { id }) })),
        dependencies: dependencies.map((dependency) => ({ urn: dependency })),
        propertyDependencies: {},
        getConfig: () => options,
    }));
    try {
        if ("validateStack" in policy) {
            await policy.validateStack({ resources: engineArgs, getConfig: () => options } as never, report);
        } else if ("validateResource" in policy && typeof policy.validateResource === "function") {
            for (const args of engineArgs) {
                await policy.validateResource(args as never, report);
            }
        }
    } catch (error) {
        assert.ok(error instanceof Error);
        return { messages, error };
    }
    return { messages };
}

/** Takes the value out instead of setting one. */
export const gone = Symbol("gone");

export interface Break {
    /** Steps to the property, from the list of resources down: `["0", "spec", "replicas"]`. */
    readonly at: string;
    readonly to: unknown;
    /** Whole text of the violation that is expected, or of each; an empty text expects none. */
    readonly message: string | readonly string[];
    readonly options?: Options;
}

/** A copy of the resources with one property changed; the first step is the resource's index. */
export function changed(resources: readonly JudgedResource[], at: string, to: unknown): JudgedResource[] {
    const copy = structuredClone(resources) as JudgedResource[];
    const [index = "", ...steps] = at.split("/");
    let holder = copy[Number(index)]?.props as Record<string, unknown>;
    const last = steps.pop() ?? "";
    for (const step of steps) {
        holder[step] ??= {};
        holder = holder[step] as Record<string, unknown>;
    }
    if (to === gone) {
        Reflect.deleteProperty(holder, last);
    } else {
        holder[last] = to;
    }
    return copy;
}

/**
 * Describes a rule: resources that comply, and what each single change makes of them. Every case runs in process and
 * in the engine's form.
 */
export function describeRule(
    rule: Rule,
    compliant: readonly JudgedResource[],
    breaks: Readonly<Record<string, Break>>,
    baseOptions: Options = {},
): void {
    describe(rule.name, () => {
        it("accepts what complies", async () => {
            await expect(rule, compliant, "", baseOptions);
        });
        for (const [title, { at, to, message, options = baseOptions }] of Object.entries(breaks)) {
            it(title, async () => {
                await expect(rule, changed(compliant, at, to), message, options);
            });
        }
    });
}

async function expect(
    rule: Rule,
    resources: readonly JudgedResource[],
    message: Break["message"],
    options: Options,
): Promise<void> {
    const expected = typeof message === "string" ? [message].filter((text) => text !== "") : message;
    const outcome = run(rule, resources, options);
    assert.deepEqual(
        outcome.violations.map((violation) => violation.message),
        expected,
    );
    assert.deepEqual(outcome.notEvaluated, []);
    const { messages, error } = await runInEngine(rule, resources, options);
    assert.equal(error, undefined);
    assert.deepEqual(
        messages.map((text) => text.replace(/^[A-Z]\w+ "[^"]*": /, "")),
        expected,
    );
}
