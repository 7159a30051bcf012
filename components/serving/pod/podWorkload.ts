import * as pulumi from "@pulumi/pulumi";
import { type StackContext, type WorkloadContext, workloadContext } from "../context";
import { configMaps } from "./configFiles";
import { type IngressRule } from "./networkPolicy";
import { type WorkloadPlan } from "./plan";
import { identity, modelObjects, networkPolicy, outsideHosts, secrets, serviceAccount } from "./podObjects";

export interface PodWorkloadArgs {
    readonly plan: WorkloadPlan;
    readonly context: StackContext;
    /** Who may reach the pods beside Prometheus. Default: nobody. */
    readonly callers?: readonly IngressRule[];
    /** Creates what makes the pods, after everything that they need. */
    readonly create: (context: WorkloadContext, before: readonly pulumi.Resource[]) => void;
}

/** A workload without traffic strategies and scaling: identity, network, secrets, models and files, the same for whatever runs. */
export class PodWorkload extends pulumi.ComponentResource {
    constructor(
        name: string,
        { plan, context: stack, callers = [], create }: PodWorkloadArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:serving:PodWorkload", name, {}, opts);
        const context = workloadContext(stack, plan, this);
        create(context, [
            ...serviceAccount(plan, context),
            ...identity(plan, context),
            ...outsideHosts(plan, context),
            ...secrets(plan, context),
            ...modelObjects(plan, context),
            ...plan.releases.flatMap((release) => configMaps(plan, release, context, false)),
            networkPolicy(plan, context, callers),
        ]);
        this.registerOutputs({});
    }
}
