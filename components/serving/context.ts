import type * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "./labels";
import { type ServingContext, type ServingPlan } from "./plan";

/** What every part of a workload needs to make its objects. */
export interface Build {
    readonly plan: ServingPlan;
    readonly context: ServingContext;
    readonly parent: pulumi.Resource;
    /** What must be there before any object of the workload: nodes, the namespace with its guard rails, the mesh. */
    readonly base: readonly pulumi.Resource[];
}

/** Options of a child that waits for the base and for `more`. */
export function child({ parent, base, context }: Build, more: readonly pulumi.Resource[] = []) {
    return { parent, provider: context.platform.cluster.provider, dependsOn: [...base, ...more] };
}

/** Metadata of an object of the workload. */
export function metadata({ plan }: Build, name: string, annotations?: Record<string, string>) {
    return {
        name,
        namespace: plan.config.namespace,
        labels: objectLabels(plan),
        ...(annotations !== undefined && { annotations }),
    };
}
