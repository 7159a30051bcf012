import * as pulumi from "@pulumi/pulumi";
import { type InCluster } from "../inCluster";
import { type Platform } from "../platform";
import { type PlatformConfig } from "../../config/platform";
import { addonFacts } from "./facts";
import { AddonFrame } from "./frame";
import { imageRules } from "./images";
import { Istio, istioNamespace } from "./istio";
import { Keda } from "./keda";
import { Monitoring, MonitoringCrds } from "./monitoring";
import { createPriorityClasses } from "./priorityClasses";
import { WorkloadNamespaces } from "./workloadNamespaces";

export interface AddOnsArgs {
    readonly config: PlatformConfig;
    readonly platform: Platform;
}

/**
 * Everything that runs in the cluster below the workloads. Each add-on waits for what it needs, so that it is there after
 * them and gone before them.
 */
export class AddOns extends pulumi.ComponentResource {
    /** What workloads see. */
    public readonly inCluster: InCluster;

    constructor(name: string, { config, platform }: AddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:AddOns", name, {}, { ...opts, providers: [platform.cluster.provider] });
        const child = { parent: this };
        // After the nodes, and gone before they go; everything else reaches these roots through what it depends on.
        const root = { ...child, dependsOn: [...platform.cluster.ready] };
        const facts = addonFacts(config, platform);
        const frame = new AddonFrame(facts, platform, root);

        createPriorityClasses(root);
        frame.monitorsReady = new MonitoringCrds("monitoring-crds", frame, child).ready;
        const istio = new Istio("istio", frame, child);
        const namespaces = new WorkloadNamespaces(
            "workload-namespaces",
            { facts, cluster: root.dependsOn, mesh: istio.ready },
            child,
        );
        const monitoring = new Monitoring("monitoring", { frame }, child);
        const keda = new Keda("keda", frame, child);

        this.inCluster = {
            namespaces: namespaces.access,
            mesh: { namespace: istioNamespace, ready: istio.ready },
            metrics: monitoring.access,
            keda: keda.access,
            images: imageRules(config.images),
        };
        this.registerOutputs();
    }
}
