import { z } from "zod";
import { didYouMean, type Fault, nearest } from "./fault";
import { validate } from "./validate";
import { type WorkloadConfig } from "./workload";
import { type WorkloadKind } from "./workloadKind";

type Kinds = Readonly<Record<string, WorkloadKind>>;

/** Workloads of a stack file, checked one by one. */
export interface ParsedWorkloads {
    /** Those without a fault. */
    readonly value: Readonly<Record<string, WorkloadConfig>>;
    /** Names of the others. */
    readonly broken: readonly string[];
    readonly faults: readonly Fault[];
}

/** Checks the topic `workloads`: a mapping of names to workloads, whose keys depend on their kind. */
export function parseWorkloads(input: unknown, kinds: Kinds): ParsedWorkloads {
    if (input === undefined) {
        return { value: {}, broken: [], faults: [] };
    }
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
        const reason = "must be a mapping of names to workloads";
        return { value: {}, broken: [], faults: [{ path: "workloads", reason }] };
    }
    const value: Record<string, WorkloadConfig> = {};
    const broken: string[] = [];
    const faults: Fault[] = [];
    for (const [name, workload] of Object.entries(input as Record<string, unknown>)) {
        const parsed = parseWorkload(name, workload, kinds);
        const wrong = [...nameFaults(name), ...parsed.faults];
        if (wrong.length === 0 && parsed.value !== undefined) {
            value[name] = parsed.value;
        } else {
            broken.push(name);
            faults.push(...wrong);
        }
    }
    return { value, broken, faults };
}

function nameFaults(name: string): readonly Fault[] {
    const reason = "is not a valid name: lower-case letters, digits and dashes, at most 40 characters";
    return /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name) ? [] : [{ path: `workloads.${name}`, reason }];
}

function parseWorkload(
    name: string,
    workload: unknown,
    kinds: Kinds,
): { readonly value?: WorkloadConfig; readonly faults: readonly Fault[] } {
    const path = ["workloads", name];
    if (typeof workload !== "object" || workload === null || Array.isArray(workload)) {
        const parsed = validate(z.record(z.string(), z.unknown()), workload, path);
        return { faults: "faults" in parsed ? parsed.faults : [] };
    }
    const { kind } = workload as { readonly kind?: unknown };
    if (typeof kind === "string" && Object.hasOwn(kinds, kind)) {
        const parsed = validate(kinds[kind]!.schema, workload, path);
        return "faults" in parsed ? parsed : { value: parsed.value, faults: [] };
    }
    const rest = validate(schemaForUnknown(kind, kinds), workload, path);
    const kindFault = { path: `workloads.${name}.kind`, reason: kindReason(kind, Object.keys(kinds)) };
    return { faults: [kindFault, ...("faults" in rest ? rest.faults : [])] };
}

/** What can be checked of a workload whose kind is not known: the kind that was meant, or what all kinds have in common. */
function schemaForUnknown(kind: unknown, kinds: Kinds): z.ZodType {
    const shapes = Object.values(kinds).map(({ schema }) => (schema instanceof z.ZodObject ? schema.shape : {}));
    const meant = typeof kind === "string" ? nearest(kind, Object.keys(kinds)) : undefined;
    const schema = meant === undefined ? undefined : kinds[meant]?.schema;
    if (schema instanceof z.ZodObject) {
        return z.strictObject({ ...schema.shape, kind: z.unknown() });
    }
    const [first = {}, ...others] = shapes;
    const common = Object.entries(first).filter(([key, type]) =>
        others.every((shape) => withoutDefault(shape[key]) === withoutDefault(type)),
    );
    return z.looseObject({ ...Object.fromEntries(common), kind: z.unknown() });
}

/** Kinds share what a key may hold, and may differ in its default. */
function withoutDefault(type: unknown): unknown {
    return type instanceof z.ZodDefault ? type.unwrap() : type;
}

function kindReason(kind: unknown, known: readonly string[]): string {
    const stands = kind === undefined ? "is missing" : `is ${JSON.stringify(kind)}`;
    const hint = typeof kind === "string" ? didYouMean(kind, known) : "";
    return `${stands}: must be one of ${known.join(", ")}${hint}`;
}
