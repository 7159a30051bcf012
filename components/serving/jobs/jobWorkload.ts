import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { child, metadata, type StackContext, type WorkloadContext, workloadContext } from "../context";
import { configMaps } from "../pod/configFiles";
import { networkPolicySpec } from "../pod/networkPolicy";
import { type WorkloadPlan } from "../pod/plan";
import { identity, modelObjects, outsideHosts, secrets, serviceAccount } from "../pod/podObjects";

export interface JobWorkloadArgs {
    readonly plan: WorkloadPlan;
    readonly context: StackContext;
    /** Creates what makes the pods, after everything that they need. */
    readonly create: (context: WorkloadContext, before: readonly pulumi.Resource[]) => void;
}

/** A workload whose pods answer no requests: identity, network, secrets, models and files, the same for whatever runs. */
export class JobWorkload extends pulumi.ComponentResource {
    constructor(
        name: string,
        { plan, context: stack, create }: JobWorkloadArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:serving:JobWorkload", name, {}, opts);
        const context = workloadContext(stack, plan, this);
        create(context, [
            ...serviceAccount(plan, context),
            ...identity(plan, context),
            ...outsideHosts(plan, context),
            ...secrets(plan, context),
            ...modelObjects(plan, context),
            ...plan.releases.flatMap((release) => configMaps(plan, release, context, false)),
            new k8s.networking.v1.NetworkPolicy(
                plan.name,
                { metadata: metadata(plan, plan.name), spec: networkPolicySpec(plan, context) },
                child(context),
            ),
        ]);
        this.registerOutputs({});
    }
}
