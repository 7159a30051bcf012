/** Namespace of the workloads that are tried. */
export const workloadNamespace = "ml-production";

/** Name of the workload that an object or a pod belongs to; empty: none. */
export function workloadOf({
    metadata,
}: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
}): string {
    return metadata?.labels?.["app"] ?? "";
}
