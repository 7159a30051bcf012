import { z } from "zod";
import { didYouMean, type Fault, nearest } from "./fault";
import { validate } from "./validate";
import { type WorkloadConfig } from "./workload";
import { type WorkloadKind } from "./workloadKind";

type Kinds = Readonly<Record<string, WorkloadKind>>;
type Path = readonly string[];

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
        return { faults: faultsOf(z.record(z.string(), z.unknown()), workload, path) };
    }
    const { kind } = workload as { readonly kind?: unknown };
    if (typeof kind === "string" && Object.hasOwn(kinds, kind)) {
        const parsed = validate(kinds[kind]!.schema, workload, path);
        return "faults" in parsed ? parsed : { value: parsed.value, faults: [] };
    }
    const kindFault = { path: `workloads.${name}.kind`, reason: kindReason(kind, Object.keys(kinds)) };
    return { faults: [kindFault, ...faultsOfUnknown(kind, workload, kinds, path)] };
}

/** What can be judged of a workload whose kind is not known: by the kind that was meant, or what no kind with that key would accept. */
function faultsOfUnknown(kind: unknown, workload: object, kinds: Kinds, path: Path): readonly Fault[] {
    const meant = typeof kind === "string" ? nearest(kind, Object.keys(kinds)) : undefined;
    if (meant !== undefined) {
        return faultsOf(kinds[meant]!.schema, { ...workload, kind: meant }, path);
    }
    const shapes: readonly Readonly<Record<string, z.ZodType>>[] = Object.values(kinds).map(({ schema }) =>
        schema instanceof z.ZodObject ? (schema.shape as Readonly<Record<string, z.ZodType>>) : {},
    );
    return Object.entries(workload).flatMap(([key, value]) => {
        const types = key === "kind" ? [] : shapes.flatMap((shape) => (Object.hasOwn(shape, key) ? [shape[key]] : []));
        const [first = [], ...others] = types.map((type) =>
            type === undefined ? [] : faultsOf(type, value, [...path, key]),
        );
        return others.every((faults) => faults.length > 0) ? first : [];
    });
}

function faultsOf(schema: z.ZodType, input: unknown, path: Path): readonly Fault[] {
    const parsed = validate(schema, input, path);
    return "faults" in parsed ? parsed.faults : [];
}

function kindReason(kind: unknown, known: readonly string[]): string {
    const stands = kind === undefined ? "is missing" : `is ${JSON.stringify(kind)}`;
    const hint = typeof kind === "string" ? didYouMean(kind, known) : "";
    return `${stands}: must be one of ${known.join(", ")}${hint}`;
}
