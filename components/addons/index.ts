import * as pulumi from "@pulumi/pulumi";
import { type PlatformConfig } from "../../config/platform";
import { type InCluster } from "../inCluster";
import { type Platform } from "../platform";
import { ClusterAutoscaler } from "./clusterAutoscaler";
import { DevicePlugin } from "./devicePlugin";
import { ExternalDns } from "./externalDns";
import { ExternalSecrets } from "./externalSecrets";
import { addonFacts } from "./facts";
import { AddonFrame } from "./context";
import { IngressGateway } from "./gateway";
import { gatewayName } from "./gateway/values";
import { GpuMetrics } from "./gpuMetrics";
import { grafanaAdminSecret } from "./monitoring/grafanaValues";
import { imageRules } from "./images";
import { Istio, istioNamespace } from "./istio";
import { Keda } from "./keda";
import { LoadBalancerController } from "./loadBalancerController";
import { Logging } from "./logging";
import { Mlflow } from "./mlflow";
import { Monitoring, MonitoringCrds } from "./monitoring";
import { createPriorityClasses } from "./priorityClasses";
import { Rollouts } from "./rollouts";
import { Tracing } from "./tracing";
import { Vpa } from "./vpa";
import { WarmCapacity } from "./warmCapacity";
import { WorkloadNamespaces } from "./workloadNamespaces";

export interface AddOnsArgs {
    readonly config: PlatformConfig;
    readonly platform: Platform;
    /** ARNs of the queues whose length scales workloads. Default: none. */
    readonly watchedQueues?: readonly string[];
}

/**
 * Everything that runs in the cluster below the workloads. Each add-on waits for what it needs, so that it is there after
 * them and gone before them.
 */
export class AddOns extends pulumi.ComponentResource {
    /** What workloads see. */
    public readonly inCluster: InCluster;
    /** What a person needs to get in: names and commands, no secret. */
    public readonly outputs: Readonly<Record<string, unknown>>;

    constructor(
        name: string,
        { config, platform, watchedQueues = [] }: AddOnsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:addons:AddOns", name, {}, { ...opts, providers: [platform.cluster.provider] });
        const child = { parent: this };
        // After the nodes, and gone before they go; everything else reaches these roots through what it depends on.
        const root = { ...child, dependsOn: [...platform.cluster.ready] };
        const facts = addonFacts(config, platform);
        const { addons, ingress } = config;
        const frame = new AddonFrame(facts, platform, root);

        // What others stand on: CRDs, priorities, nodes, secrets, load balancers.
        const priorities = createPriorityClasses(root);
        frame.monitorsReady = new MonitoringCrds("monitoring-crds", frame, child).ready;
        const plugin = addons.devicePlugin.enabled ? new DevicePlugin("device-plugin", frame, child) : undefined;
        if (addons.clusterAutoscaler.enabled) {
            new ClusterAutoscaler("cluster-autoscaler", frame, child);
        }
        const secrets = addons.externalSecrets.enabled
            ? new ExternalSecrets("external-secrets", frame, child).access
            : undefined;
        const controller = addons.loadBalancerController.enabled
            ? new LoadBalancerController("load-balancer-controller", frame, child)
            : undefined;

        // The mesh, the namespaces it guards, and its way in.
        const istio = new Istio("istio", frame, child);
        const namespaces = new WorkloadNamespaces(
            "workload-namespaces",
            { facts, cluster: [...root.dependsOn, ...priorities], mesh: istio.ready, ...(secrets && { secrets }) },
            child,
        );
        const dns = ingress?.dns === undefined ? undefined : new ExternalDns("external-dns", frame, child);
        const gateway =
            ingress === undefined
                ? undefined
                : new IngressGateway(
                      "gateway",
                      {
                          frame,
                          ingress,
                          after: [...istio.ready, ...(controller?.ready ?? []), ...(dns?.ready ?? [])],
                          secrets,
                      },
                      child,
                  ).access;

        // What watches and moves workloads.
        const metrics = new Monitoring("monitoring", { frame, ...(secrets && { secrets }) }, child).access;
        if (addons.gpuMetrics.enabled) {
            new GpuMetrics("gpu-metrics", frame, child);
        }
        if (addons.logging.enabled) {
            new Logging("logging", frame, child);
        }
        const tracing = addons.tracing.enabled ? new Tracing("tracing", frame, child).access : undefined;
        const keda = new Keda("keda", { frame, watchedQueues }, child).access;
        const rollouts = addons.rollouts.enabled ? new Rollouts("rollouts", frame, child).access : undefined;
        const vpa = addons.vpa.enabled ? new Vpa("vpa", frame, child).access : undefined;
        const { postgres, artifacts } = { ...platform, ...platform.stores };
        if (addons.mlflow.enabled && postgres && artifacts && secrets) {
            new Mlflow(
                "mlflow",
                { frame, postgres, artifacts, secrets, mesh: istio.ready, ...(gateway && { gateway }) },
                child,
            );
        }
        if (Object.keys(addons.warmCapacity).length > 0) {
            new WarmCapacity("warm-capacity", frame, [...priorities, ...(plugin?.ready ?? [])], child);
        }

        this.inCluster = {
            namespaces: namespaces.access,
            mesh: { namespace: istioNamespace, ready: istio.ready, ...(gateway && { gateway }) },
            metrics,
            keda,
            ...(rollouts && { rollouts }),
            ...(vpa && { vpa }),
            ...(secrets && { secrets }),
            ...(tracing && { tracing }),
            images: imageRules(config.images),
        };
        this.outputs = entrances(gateway?.hostname);
        this.registerOutputs(this.outputs);
    }
}

/** Ways in that the stack gives out; the load balancer's own address is only known to the cluster. */
export function entrances(hostname: string | undefined): Record<string, unknown> {
    return {
        grafana: {
            adminSecret: `monitoring/${grafanaAdminSecret}`,
            command: "kubectl -n monitoring port-forward svc/kube-prometheus-stack-grafana 3000:80",
        },
        ...(hostname === undefined
            ? {}
            : {
                  gateway: {
                      hostname,
                      loadBalancer: `kubectl -n istio-ingress get service ${gatewayName}`,
                  },
              }),
    };
}
