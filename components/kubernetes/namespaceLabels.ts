/** Level of the Pod Security Standards that the API server enforces in a namespace. */
export type PodSecurityLevel = "privileged" | "restricted";

/** Namespaces that istiod watches carry this label; `kube-system`, whose labels are not ours, is named apart. */
export const meshViewLabel = { "inference-platform/mesh": "discovered" } as const;

/** Marks namespaces that workloads live in, for policies and selectors. */
export const workloadNamespaceLabel = { "inference-platform/workload-namespace": "true" } as const;

/** Labels of Pod Security admission, with the version pinned so that a cluster upgrade changes no verdict by itself. */
export function podSecurityLabels(
    enforce: PodSecurityLevel,
    kubernetesVersion: string,
    observe: PodSecurityLevel = enforce,
): Record<string, string> {
    const modes = { enforce, audit: observe, warn: observe };
    return Object.fromEntries(
        Object.entries(modes).flatMap(([mode, level]) => [
            [`pod-security.kubernetes.io/${mode}`, level],
            [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetesVersion}`],
        ]),
    );
}
