import { didYouMean, type Fault, keyPath } from "./fault";
import { standardNamespaces } from "./names";
import { workloadNamespace } from "./namespaces";

type Input = Readonly<Record<string, unknown>>;

/**
 * Workloads and people in a namespace that the stack does not have.
 *
 * @param input topics as the stack file has them, `workloads` included: of a workload that is at fault otherwise the namespace
 *   is judged all the same
 */
export function workloadNamespaceFaults(input: Input): readonly Fault[] {
    const known = [...standardNamespaces, ...Object.keys(mapping(input.teamNamespaces))];
    const named = [
        ...Object.entries(mapping(input.workloads)).map(
            ([name, workload]) => [keyPath("workloads", name, "namespace"), mapping(workload).namespace] as const,
        ),
        ...Object.entries(mapping(input.people)).flatMap(([team, person]) => {
            const { namespaces } = mapping(person);
            return (Array.isArray(namespaces) ? (namespaces as unknown[]) : []).map(
                (namespace, i) => [keyPath("people", team, "namespaces", i), namespace] as const,
            );
        }),
    ];
    return named.flatMap(([path, value]) => {
        const parsed = workloadNamespace.safeParse(value);
        // What has not even the form of a name is a fault of its own.
        if (!parsed.success || known.includes(parsed.data)) {
            return [];
        }
        const hint = didYouMean(parsed.data, known) || "; a namespace of your own goes under teamNamespaces";
        return [{ path, reason: `is "${parsed.data}": must be one of ${known.join(", ")}${hint}` }];
    });
}

function mapping(value: unknown): Input {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Input) : {};
}
