/** Namespace of the workloads that are tried. */
export const workloadNamespace = "ml-production";
