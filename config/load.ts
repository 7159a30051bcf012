import { type AddonSchemas } from "./addons";
import { isEncryptedValue, withoutCredentials } from "./credentials";
import { ConfigError, type Fault, keyPath, nearest } from "./fault";
import { collectFaults, withoutBroken } from "./partial";
import { type PlatformConfig } from "./platform";
import { factsOfFile } from "./platformFacts";
import { awsRegion } from "./region";
import { parseTopics } from "./topics";
import { validate } from "./validate";
import { type PodDemand } from "./workload";
import { podDemandsOf, type WorkloadKind } from "./workloadKind";
import { workloadNamespaceFaults } from "./workloadNamespaceFaults";
import { inStackFile, parseWorkloads } from "./workloads";

/** The project's namespace in a stack file: the part of a key before the colon. */
export const projectNamespace = "inference-platform";

const regionKey = "aws:region";

/** Namespaces of a stack file beside the project's: the engine's, and those of the providers that the program uses. */
const otherNamespaces = ["pulumi", "aws", "awsx", "eks", "kubernetes", "random"] as const;

/** A check across topics; facts of upper layers (GPU sizes, add-on relations) come in this way. */
export type CrossCheck = (config: PlatformConfig, demands: readonly PodDemand[]) => readonly Fault[];

export interface LoadOptions {
    /** Kinds of workload by name. */
    readonly kinds: Readonly<Record<string, WorkloadKind>>;
    /** Schema of each add-on by its key. */
    readonly addons: AddonSchemas;
    readonly checks: readonly CrossCheck[];
}

/**
 * Turns a stack's configuration into one frozen {@link PlatformConfig}.
 *
 * @param stack name of the stack, for messages
 * @param entries configuration as the engine hands it over: `namespace:key` to a string, objects as JSON
 * @throws ConfigError with every fault of the file
 */
export function loadPlatformConfig(
    stack: string,
    entries: Readonly<Record<string, string>>,
    options: LoadOptions,
): PlatformConfig {
    const { workloads: workloadInput, ...input } = projectValues(entries);
    const facts = factsOfFile(input);
    const region =
        facts.region === undefined ? validate(awsRegion, entries[regionKey], [regionKey]) : { value: facts.region };
    const topics = parseTopics(options.addons, facts.withDefaults(input));
    const workloads = parseWorkloads(workloadInput, options.kinds);
    const shapeFaults = [
        ...namespaceFaults(Object.keys(entries)),
        ...("faults" in region ? region.faults : []),
        ...facts.refused(Object.keys(entries), input),
        ...topics.faults,
        ...workloads.faults,
        ...workloadNamespaceFaults({ ...input, workloads: workloadInput }),
    ];
    const encrypted = encryptedFaults({ ...input, workloads: workloadInput }, []);
    const config: PlatformConfig = withoutBroken(
        {
            ...(topics.value as Omit<PlatformConfig, "stack" | "region" | "workloads">),
            stack,
            region: "value" in region ? region.value : "",
            workloads: withoutBroken(workloads.value, { keys: workloads.broken, listable: true }),
        },
        { keys: [...topics.broken, ...("faults" in region ? ["region"] : [])], listable: true },
    );
    const demands = podDemandsOf(options.kinds, workloads.value);
    const crossFaults = collectFaults(...options.checks.map((check) => () => check(config, demands)));
    const written = crossFaults.map((fault) => inStackFile(fault, workloads.origins));
    const faults = [...encrypted, ...notBelow(encrypted, [...shapeFaults, ...written])];
    if (faults.length > 0) {
        throw new ConfigError(stack, withoutCredentials(faults, projectValues(entries)));
    }
    return deepFreeze(config);
}

/** Faults within an encrypted value are left out: the file does not show it. */
function notBelow(hidden: readonly Fault[], faults: readonly Fault[]): readonly Fault[] {
    return faults.filter(({ path }) =>
        hidden.every((fault) => path !== fault.path && !path.startsWith(`${fault.path}.`)),
    );
}

/** A key of an unknown namespace sets nothing; it is most often one of ours with a slip. */
function namespaceFaults(keys: readonly string[]): readonly Fault[] {
    const known = [projectNamespace, ...otherNamespaces];
    return keys.flatMap((key) => {
        const [namespace = "", name = ""] = key.split(":");
        if (known.includes(namespace)) {
            return [];
        }
        const meant = nearest(namespace, known);
        const hint = meant === undefined ? "" : `; did you mean "${meant}:${name}"?`;
        return [{ path: key, reason: `has an unknown namespace; allowed are ${known.join(", ")}${hint}` }];
    });
}

/** Values that the Pulumi CLI encrypted; it alone can read them, and no key of a stack file holds a secret. */
function encryptedFaults(value: unknown, path: readonly (string | number)[]): readonly Fault[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    if (isEncryptedValue(value)) {
        const reason =
            "is encrypted, so that it cannot be judged: write it in plain; no key of a stack file holds a secret itself";
        return [{ path: keyPath(...path), reason }];
    }
    const inner = Array.isArray(value) ? [...(value as unknown[]).entries()] : Object.entries(value);
    return inner.flatMap(([key, each]) => encryptedFaults(each, [...path, key]));
}

/** The project's own keys, decoded. Text that is not JSON is a plain string, as in `pulumi config set`. */
export function projectValues(entries: Readonly<Record<string, string>>): Record<string, unknown> {
    const prefix = `${projectNamespace}:`;
    const values: Record<string, unknown> = {};
    for (const [key, text] of Object.entries(entries)) {
        if (key.startsWith(prefix)) {
            Object.defineProperty(values, key.slice(prefix.length), { value: decode(text), enumerable: true });
        }
    }
    return values;
}

function decode(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

function deepFreeze<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(deepFreeze);
    }
    return value;
}
