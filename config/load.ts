import { type AddonSchemas } from "./addons";
import { ConfigError, didYouMean, type Fault } from "./fault";
import { type PlatformConfig, topicsSchema } from "./platform";
import { awsRegion } from "./region";
import { unknownKeyReason, validate } from "./validate";
import { type PodDemand, type WorkloadConfig } from "./workload";
import { type WorkloadKind } from "./workloadKind";

/** The project's namespace in a stack file: the part of a key before the colon. */
export const projectNamespace = "inference-platform";

/** Provider settings that a stack file may carry beside the project's own keys. */
const regionKey = "aws:region";

/** A check across topics; facts that only an upper layer knows (GPU sizes, add-on relations) come in this way. */
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
    const faults: Fault[] = [];
    const topics = projectValues(entries);
    const { workloads: workloadInput, ...rest } = topics;

    const region = validate(awsRegion, entries[regionKey], [regionKey]);
    if ("faults" in region) {
        faults.push(...region.faults);
    }
    const schema = topicsSchema(options.addons);
    const parsed = validate(schema, rest);
    if ("faults" in parsed) {
        // "workloads" is checked apart, so the schema does not know it; name it among the allowed keys all the same.
        faults.push(...parsed.faults.map((fault) => withWorkloadsKnown(fault, Object.keys(schema.shape))));
    }
    const workloads = parseWorkloads(workloadInput, options.kinds);
    faults.push(...workloads.faults);
    if ("faults" in region || "faults" in parsed || faults.length > 0) {
        throw new ConfigError(stack, faults);
    }

    const config: PlatformConfig = { ...parsed.value, stack, region: region.value, workloads: workloads.value };
    const demands = Object.entries(workloads.value).flatMap(
        ([name, workload]) => options.kinds[workload.kind]?.demands(name, workload) ?? [],
    );
    const crossFaults = options.checks.flatMap((check) => check(config, demands));
    if (crossFaults.length > 0) {
        throw new ConfigError(stack, crossFaults);
    }
    return deepFreeze(config);
}

function withWorkloadsKnown(fault: Fault, topics: readonly string[]): Fault {
    if (fault.path.includes(".") || !fault.reason.startsWith("is not a known key")) {
        return fault;
    }
    return {
        path: fault.path,
        reason: unknownKeyReason(fault.path, [...topics, "workloads"]),
    };
}

/** The project's own keys, decoded. Text that is not JSON is a plain string, as in `pulumi config set`. */
function projectValues(entries: Readonly<Record<string, string>>): Record<string, unknown> {
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

function parseWorkloads(
    input: unknown,
    kinds: Readonly<Record<string, WorkloadKind>>,
): { value: Record<string, WorkloadConfig>; faults: Fault[] } {
    const value: Record<string, WorkloadConfig> = {};
    const faults: Fault[] = [];
    if (input === undefined) {
        return { value, faults };
    }
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
        return { value, faults: [{ path: "workloads", reason: "must be a mapping of names to workloads" }] };
    }
    for (const [name, workload] of Object.entries(input as Record<string, unknown>)) {
        const path = `workloads.${name}`;
        if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
            faults.push({
                path,
                reason: "is not a valid name: lower-case letters, digits and dashes, at most 40 characters",
            });
            continue;
        }
        const kindName = (workload as { kind?: unknown } | null)?.kind;
        const kind = typeof kindName === "string" && Object.hasOwn(kinds, kindName) ? kinds[kindName] : undefined;
        if (kind === undefined) {
            faults.push({ path: `${path}.kind`, reason: kindReason(kindName, Object.keys(kinds)) });
            continue;
        }
        const parsed = validate(kind.schema, workload, ["workloads", name]);
        if ("faults" in parsed) {
            faults.push(...parsed.faults);
        } else {
            value[name] = parsed.value;
        }
    }
    return { value, faults };
}

function kindReason(kind: unknown, known: readonly string[]): string {
    const stands = kind === undefined ? "is missing" : `is ${JSON.stringify(kind)}`;
    const hint = typeof kind === "string" ? didYouMean(kind, known) : "";
    return `${stands}: must be one of ${known.join(", ")}${hint}`;
}

function deepFreeze<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(deepFreeze);
    }
    return value;
}
