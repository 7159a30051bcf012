import * as pulumi from "@pulumi/pulumi";
import { accessObjects } from "./access/accessObjects";
import { type Build } from "./context";
import { modelObjects } from "./models/modelObjects";
import { observationObjects } from "./observation/observationObjects";
import { configMaps, podObjects, queueAccess } from "./pod/podObjects";
import { serviceHost, type ServingContext, type ServingPlan } from "./plan";
import { trafficObjects } from "./traffic/trafficObjects";

export interface ServingWorkloadArgs {
    readonly plan: ServingPlan;
    readonly context: ServingContext;
}

/** A model that answers requests: identity, pods, access, traffic and scaling, the same for whatever serves it. */
export class ServingWorkload extends pulumi.ComponentResource {
    /** Where callers in the mesh reach it: host and port by port name. */
    public readonly address: Readonly<Record<string, string>>;

    constructor(name: string, { plan, context }: ServingWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:serving:ServingWorkload", name, {}, opts);
        const { cluster } = context.platform;
        const { namespaces, mesh } = context.inCluster;
        const build: Build = {
            plan,
            context,
            parent: this,
            base: [...cluster.ready, ...namespaces[plan.config.namespace].ready, ...mesh.ready],
        };

        const access = accessObjects(build);
        const models = modelObjects(build);
        const traffic = trafficObjects(build);
        queueAccess(build);
        for (const release of plan.releases) {
            const files = configMaps(build, release);
            podObjects(build, release, [...access, ...models, ...traffic, ...files]);
        }
        observationObjects(build);

        this.address = Object.fromEntries(
            plan.ports.map((port) => [port.name, `${serviceHost(plan)}:${port.servicePort}`]),
        );
        this.registerOutputs({ address: this.address });
    }
}
