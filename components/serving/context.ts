import type * as pulumi from "@pulumi/pulumi";
import { type Environment } from "../../config/names";
import { type ServingTopic } from "../../config/serving/topic";
import { type InCluster, namespaceIn } from "../inCluster";
import { type Platform } from "../platform";
import { type AllowedCall } from "./calls";
import { objectLabels, type WorkloadName } from "./labels";
import { type Egress } from "./pod/egress";

/** What all workloads of a stack are built on. */
export interface StackContext {
    readonly platform: Platform;
    readonly inCluster: InCluster;
    readonly environment: Environment;
    readonly topic: ServingTopic;
    /** Every workload of the stack. */
    readonly workloads: readonly WorkloadName[];
    /** Which pods may connect to which workload, over the whole stack. */
    readonly calls: readonly AllowedCall[];
    /** Hosts outside the cluster, registered once for all workloads of a namespace. */
    readonly egress: Egress;
    /** The definition of ModelVersion; there before its first instance. */
    readonly modelVersions: readonly pulumi.Resource[];
}

/** What the objects of one workload are created with. */
export interface WorkloadContext extends StackContext {
    readonly parent: pulumi.Resource;
    /** What must exist before any object of the workload: nodes, the namespace with its guard rails, the mesh. */
    readonly base: readonly pulumi.Resource[];
}

/** The context of a workload whose objects are children of `parent`. */
export function workloadContext(
    stack: StackContext,
    { namespace }: WorkloadName,
    parent: pulumi.Resource,
): WorkloadContext {
    const { cluster } = stack.platform;
    const { ready } = namespaceIn(stack.inCluster, namespace);
    return { ...stack, parent, base: [...cluster.ready, ...ready, ...stack.inCluster.mesh.ready] };
}

/** Options of a child that waits for the base and for `more`. */
export function child({ parent, base, platform }: WorkloadContext, more: readonly pulumi.Resource[] = []) {
    return { parent, provider: platform.cluster.provider, dependsOn: [...base, ...more] };
}

/** Metadata of an object of the workload. */
export function metadata(workload: WorkloadName, name: string, annotations?: Record<string, string>) {
    return {
        name,
        namespace: workload.namespace,
        labels: objectLabels(workload),
        ...(annotations !== undefined && { annotations }),
    };
}
