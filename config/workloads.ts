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
    /** Where the workloads beside others stand in the stack file. */
    readonly origins: readonly Origin[];
}

/** A workload that stands under a key of another one. */
interface Origin {
    readonly name: string;
    readonly of: string;
    readonly key: string;
    /** Its keys that stand beside `key`. */
    readonly moved: readonly string[];
}

/** Checks the topic `workloads`: a mapping of names to workloads, whose keys depend on their kind. */
export function parseWorkloads(input: unknown, kinds: Kinds): ParsedWorkloads {
    if (input === undefined) {
        return { value: {}, broken: [], faults: [], origins: [] };
    }
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
        const reason = "must be a mapping of names to workloads";
        return { value: {}, broken: [], faults: [{ path: "workloads", reason }], origins: [] };
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
    const expanded = expand(value, Object.keys(input), kinds);
    return { ...expanded, broken, faults: [...faults, ...expanded.faults] };
}

/** Workloads with those that stand under a key of theirs. */
function expand(
    workloads: Readonly<Record<string, WorkloadConfig>>,
    listed: readonly string[],
    kinds: Kinds,
): Pick<ParsedWorkloads, "value" | "faults" | "origins"> {
    const value: Record<string, WorkloadConfig> = {};
    const faults: Fault[] = [];
    const origins: Origin[] = [];
    for (const [name, workload] of Object.entries(workloads)) {
        const expansion = kinds[workload.kind]?.expand?.(name, workload);
        value[name] = expansion?.workload ?? workload;
        if (expansion !== undefined) {
            const { workload: beside, ...origin } = expansion.beside;
            value[origin.name] = beside;
            faults.push(...besideFaults(name, origin, listed));
            origins.push({ of: name, ...origin });
        }
    }
    return { value, faults, origins };
}

function besideFaults(name: string, beside: Omit<Origin, "of">, listed: readonly string[]): readonly Fault[] {
    const path = `workloads.${name}.${beside.key}`;
    if (listed.includes(beside.name)) {
        const reason = `is the workload "${beside.name}" in the cluster, and workloads.${beside.name} has that name: rename one of them`;
        return [{ path, reason }];
    }
    const room = maxNameLength - (beside.name.length - name.length);
    return beside.name.length <= maxNameLength
        ? []
        : [
              {
                  path,
                  reason: `is the workload "${beside.name}" in the cluster: use a name of at most ${room} characters`,
              },
          ];
}

/** A fault as the stack file has the key: a workload beside another one is not listed there. */
export function inStackFile(fault: Fault, origins: readonly Origin[]): Fault {
    return origins.reduce(({ path, reason }, { name, of, key, moved }) => {
        const written = (text: string) =>
            text.replace(
                new RegExp(`\\bworkloads\\.${name}(?![\\w-])(\\.(${moved.join("|")})\\b)?`, "g"),
                (_, own?: string) => (own === undefined ? `workloads.${of}.${key}` : `workloads.${of}${own}`),
            );
        return { path: written(path), reason: written(reason) };
    }, fault);
}

const maxNameLength = 40;

function nameFaults(name: string): readonly Fault[] {
    const reason = `is not a valid name: lower-case letters, digits and dashes, at most ${maxNameLength} characters`;
    const isValid = name.length <= maxNameLength && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name);
    return isValid ? [] : [{ path: `workloads.${name}`, reason }];
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
