import * as pulumi from "@pulumi/pulumi";
import { accessObjects } from "./access/accessObjects";
import { callLines, type CallLines } from "./access/callLines";
import { type StackContext, workloadContext } from "./context";
import { observationObjects } from "./observation/observationObjects";
import { serviceHost, type ServingPlan } from "./plan";
import { modelObjects } from "./pod/podObjects";
import { triggerAuthentication } from "./scaling/authentication";
import { scalingObjects } from "./scaling/scalingObjects";
import { controllers } from "./server/controllers";
import { serverObjects } from "./server/serverObjects";
import { trafficObjects } from "./traffic/trafficObjects";

export interface ServingWorkloadArgs {
    readonly plan: ServingPlan;
    readonly context: StackContext;
}

/** A model that answers requests: identity, pods, access, traffic and scaling, the same for whatever serves it. */
export class ServingWorkload extends pulumi.ComponentResource {
    /** Where callers in the mesh reach it: host and port by port name. */
    public readonly address: Readonly<Record<string, string>>;
    /** How a person calls it. */
    public readonly call: CallLines | undefined;

    constructor(name: string, { plan, context: stack }: ServingWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:serving:ServingWorkload", name, {}, opts);
        const context = workloadContext(stack, plan, this);
        const before = [
            ...accessObjects(plan, context),
            ...modelObjects(plan, context, controllers[plan.controller].outlivesUpdate),
            ...trafficObjects(plan, context),
        ];
        if (plan.scaling?.triggers.some(({ authenticated }) => authenticated) === true) {
            triggerAuthentication(plan, context);
        }
        for (const release of plan.releases) {
            scalingObjects(plan, release, context, serverObjects(plan, release, context, before));
        }
        observationObjects(plan, context);

        this.address = Object.fromEntries(
            plan.ports.map((port) => [port.name, `${serviceHost(plan)}:${port.servicePort}`]),
        );
        this.call = callLines(plan, context.inCluster, context.platform.cloud.kubectl);
        this.registerOutputs({ address: this.address });
    }
}
