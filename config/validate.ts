import { z } from "zod";
import { hidden, looksLikeCredential, mayHoldCredential, notShown } from "./credentials";
import { didYouMean, type Fault, keyPath } from "./fault";

/** Either the parsed value with its defaults, or every fault of the input. */
export type Validated<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

type Path = readonly (string | number)[];

/**
 * Checks `input` against `schema` and words every fault in the one grammar that this project uses:
 * what stands there, what is allowed, what to do.
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown, at: Path = []): Validated<z.output<S>> {
    const parsed = schema.safeParse(input, { error: knownKeysOfUnrecognized });
    if (parsed.success) {
        return { value: parsed.data };
    }
    return { faults: withoutRenamed(parsed.error.issues.flatMap((issue) => issueFaults(issue, input, at))) };
}

/** A key that stands there under another name is one fault, and not also missing. */
function withoutRenamed(faults: readonly Fault[]): readonly Fault[] {
    const renamed = faults.flatMap(({ path, reason }) => {
        const name = /; here it is called (\w+)/.exec(reason)?.[1];
        return name === undefined ? [] : [`${path.slice(0, path.lastIndexOf(".") + 1)}${name}`];
    });
    return faults.filter(({ path, reason }) => !reason.startsWith("is missing") || !renamed.includes(path));
}

/** zod names the unknown keys of an object but not the known ones; they travel to `issueFaults` in the message. */
function knownKeysOfUnrecognized(issue: z.core.$ZodRawIssue): string | undefined {
    if (issue.code !== "unrecognized_keys") {
        return undefined;
    }
    const shape = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
    return JSON.stringify(shape);
}

function issueFaults(issue: z.core.$ZodIssue, input: unknown, at: Path): Fault[] {
    const local = issue.path.map((part) => (typeof part === "symbol" ? part.toString() : part));
    const path = [...at, ...local];
    if (issue.code === "unrecognized_keys") {
        const known = JSON.parse(issue.message) as string[];
        return issue.keys.map((key) => ({ path: shownPath([...path, key]), reason: unknownKeyReason(key, known) }));
    }
    const value = valueAt(input, local);
    if (issue.code === "invalid_union") {
        return unionFaults(issue, value, path);
    }
    return [{ path: shownPath(path) || "(whole file)", reason: reasonFor(issue, shown(value, path)) }];
}

/** Stands for a value that messages must not show. */
const concealed = Symbol("concealed");

function shown(value: unknown, path: Path): unknown {
    return mayHoldCredential(path) || looksLikeCredential(JSON.stringify(value) ?? "") ? concealed : value;
}

/** A credential that stands where a key belongs is not shown either. */
function shownPath(path: Path): string {
    return keyPath(...path.map((part) => (typeof part === "string" && looksLikeCredential(part) ? hidden : part)));
}

/** What people write from habit, and what it is called here. */
const habits: Readonly<Record<string, string>> = {
    replicas: "scaling.min",
    replicaCount: "scaling.min",
    minReplicas: "scaling.min",
    maxReplicas: "scaling.max",
    hpa: "scaling",
    autoscaling: "scaling",
    "nvidia.com/gpu": "gpus",
    gpu: "gpus",
    gpuType: "accelerator",
    model: "models",
    spot: "capacity",
    useSpot: "capacity",
    minSize: "min",
    maxSize: "max",
    desiredSize: "min",
    instanceType: "instanceTypes",
    tag: "image",
    vpc: "network",
    vpcCidr: "cidr",
    azs: "zones",
    vpcId: "existing.vpcId",
    subnets: "existing.subnets",
    subnetIds: "existing.subnets",
    privateSubnetIds: "existing.subnets",
    publicSubnetIds: "existing.subnets",
    port: "ports",
    containerPort: "ports",
    kubernetesVersion: "version",
    services: "workloads",
    deployments: "workloads",
    environmentVariables: "env",
    strategy: "traffic.strategy",
    canary: "traffic.strategy",
    livenessProbe: "probes.liveness",
    readinessProbe: "probes.readiness",
    startupProbe: "probes.startup",
    terminationGracePeriodSeconds: "graceSeconds",
};

export function unknownKeyReason(key: string, known: readonly string[]): string {
    const habit = Object.hasOwn(habits, key) ? habits[key] : undefined;
    if (habit !== undefined && known.includes(habit.split(".")[0] ?? "")) {
        return `is not a known key; here it is called ${habit}`;
    }
    const hint = didYouMean(key, known);
    return hint === "" ? `is not a known key; allowed here: ${known.join(", ")}` : `is not a known key${hint}`;
}

function unionFaults(issue: z.core.$ZodIssueInvalidUnion, value: unknown, path: Path): Fault[] {
    // A branch that fails below its root accepted the kind of value it was given: the user meant that one.
    const meant = issue.errors
        .filter((branch) => branch.length > 0 && !branch.some((inner) => isKindMismatch(inner)))
        .sort((a, b) => a.length - b.length)[0];
    if (meant !== undefined) {
        return meant.flatMap((inner) => issueFaults(inner, value, path));
    }
    const visible = shown(value, path);
    if (issue.errors.length === 0) {
        return [{ path: shownPath(path), reason: invalidValueReason(visible, discriminatorsOf(issue)) }];
    }
    const kinds = issue.errors.flatMap((branch) => branch.map(allowedBy));
    return [{ path: shownPath(path), reason: `${stands(visible)}: must be ${[...new Set(kinds)].join(" or ")}` }];
}

/** Names of the branches of a union that one key tells apart. */
function discriminatorsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
    return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** What a branch of a union takes. */
function allowedBy(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_type":
            return aKind(issue.expected);
        case "invalid_value":
            return issue.values.map(String).join(" or ");
        default:
            return lowerFirst(issue.message);
    }
}

function isKindMismatch(issue: z.core.$ZodIssue): boolean {
    return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function reasonFor(issue: z.core.$ZodIssue, value: unknown): string {
    switch (issue.code) {
        case "invalid_type":
            // YAML reads 1.36 and 012345 as numbers.
            return `${stands(value)}: must be ${aKind(issue.expected)}${issue.expected === "string" && typeof value === "number" ? ", in quotes" : ""}`;
        case "invalid_value":
            return invalidValueReason(value, issue.values.map(String));
        case "too_big":
            return `${stands(value)}: must be ${sizeWord(issue.origin, issue.exact === true, "at most", issue.maximum)}`;
        case "too_small":
            return `${stands(value)}: must be ${sizeWord(issue.origin, issue.exact === true, "at least", issue.minimum)}`;
        case "invalid_key":
            return `is not a valid name: ${issue.issues.map((inner) => lowerFirst(inner.message)).join(", ")}`;
        default:
            return `${stands(value)}: ${lowerFirst(issue.message)}`;
    }
}

function invalidValueReason(value: unknown, allowed: readonly string[]): string {
    // A wrong version number is not a typing error for another one.
    const hint = typeof value === "string" && /[a-z]/i.test(value) ? didYouMean(value, allowed) : "";
    // YAML reads 1.36 as a number.
    const quotes =
        typeof value !== "string" && allowed.includes(String(value)) ? `, in quotes: "${String(value)}"` : "";
    return `${stands(value)}: must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}${hint}${quotes}`;
}

function sizeWord(origin: string, exact: boolean, bound: string, limit: number | bigint): string {
    const amount = exact ? `exactly ${limit}` : `${bound} ${limit}`;
    switch (origin) {
        case "string":
            return `${amount} characters long`;
        case "array":
        case "set":
        case "object":
        case "record":
            return `a list of ${amount}`;
        default:
            return amount;
    }
}

function aKind(kind: string): string {
    switch (kind) {
        case "int":
            return "a whole number";
        case "object":
        case "record":
            return "a mapping of keys";
        case "array":
            return "a list";
        case "boolean":
            return "true or false";
        case "nonoptional":
            return "a value";
        default:
            return `a ${kind}`;
    }
}

function stands(value: unknown): string {
    if (value === undefined) {
        return "is missing";
    }
    if (value === "" || value === null) {
        return "has no value";
    }
    if (value === concealed) {
        return notShown;
    }
    const text = JSON.stringify(value);
    return `is ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

function lowerFirst(text: string): string {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

function valueAt(input: unknown, path: Path): unknown {
    let value = input;
    for (const part of path) {
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        value = (value as Record<string | number, unknown>)[part];
    }
    return value;
}
