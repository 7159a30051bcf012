/**
 * Closed sets of names that a stack file may use and that several layers share. The facts behind a name (which GPU, which
 * quota) live in the layer that they belong to, in a table keyed by these types, so that a missing row does not compile.
 */

/** Keys at the top of a stack file. Source: github.com/pulumi/pulumi/sdk/v3 `go/common/workspace/project.go`, ProjectStack. */
export const stackFileKeys = ["config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider"] as const;

/** GPU models the platform knows; their facts are in `components/aws/nodes/accelerators.ts`. */
export const acceleratorNames = ["t4", "v100", "a10g", "l4", "l40s", "a100", "h100", "h200", "b200"] as const;
export type AcceleratorName = (typeof acceleratorNames)[number];

/** Namespaces for workloads that every stack has; their guard rails are in `components/addons/workloadNamespaces`. */
export const standardNamespaces = ["ml-production", "ml-training", "ml-testing", "edge-computing"] as const;
export type StandardNamespace = (typeof standardNamespaces)[number];

/** Name of a namespace that workloads may live in: a standard one, or one of `teamNamespaces` in the stack file. */
export type WorkloadNamespace = string;

/** Processors that nodes have and images are built for, as Kubernetes' label `kubernetes.io/arch` names them. */
export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** How nodes are bought. */
export const capacityTypes = ["on-demand", "spot"] as const;
export type CapacityType = (typeof capacityTypes)[number];

/** `production` refuses shortcuts that `development` allows (unpinned digests, fault injection, destroyable buckets). */
export const environments = ["production", "development"] as const;
export type Environment = (typeof environments)[number];

/** Buckets of the platform, by what they hold. */
export const storeNames = ["models", "data", "results", "backups", "logs", "traces", "artifacts"] as const;
export type StoreName = (typeof storeNames)[number];
