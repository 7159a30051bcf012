import * as pulumi from "@pulumi/pulumi";
import { type KubernetesVersion } from "../../../config/cluster";
import { expanderPriorities } from "../../aws/nodes/autoscaler";
import {
    type AddonFacts,
    controllerReplicas,
    type Resources,
    resources,
    restrictedContainer,
    restrictedPod,
    softSpread,
} from "../facts";
import { type AddonFrame } from "../context";

const name = "cluster-autoscaler";

/**
 * Cluster Autoscaler simulates the scheduler of its own minor, so its image follows the cluster. Source: tags of
 * kubernetes/autoscaler; for a minor without a release yet, the newest there is.
 */
export const autoscalerImageTags: Readonly<Record<KubernetesVersion, string>> = {
    "1.35": "v1.35.2",
    "1.36": "v1.36.1",
    "1.37": "v1.36.1",
};

/** Keys of the chart that we set. */
export interface ClusterAutoscalerValues {
    readonly fullnameOverride: string;
    readonly image: { readonly tag: string };
    readonly cloudProvider: "aws";
    readonly awsRegion: string;
    readonly autoDiscovery: { readonly clusterName: pulumi.Input<string> };
    readonly replicaCount: number;
    readonly expanderPriorities: Readonly<Record<number, readonly string[]>>;
    readonly extraArgs: Readonly<Record<string, string | number | boolean>>;
    readonly rbac: { readonly serviceAccount: { readonly name: string } };
    readonly securityContext: typeof restrictedPod & { readonly runAsUser: number };
    readonly containerSecurityContext: typeof restrictedContainer;
    readonly resources: Resources;
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    readonly serviceMonitor: { readonly enabled: boolean; readonly namespace: string; readonly interval: string };
}

export function clusterAutoscalerValues(facts: AddonFacts): ClusterAutoscalerValues {
    const { scaleDownMinutes, gpuUtilizationThreshold } = facts.addons.clusterAutoscaler;
    const unneeded = `${scaleDownMinutes ?? (facts.environment === "production" ? 5 : 2)}m`;
    return {
        fullnameOverride: name,
        image: { tag: autoscalerImageTags[facts.kubernetesVersion as KubernetesVersion] },
        cloudProvider: "aws",
        awsRegion: facts.region,
        autoDiscovery: { clusterName: facts.clusterName },
        replicaCount: controllerReplicas(facts),
        expanderPriorities: expanderPriorities(facts.nodeGroups),
        extraArgs: {
            // Spot before on demand; among equals the group that leaves least idle.
            expander: "priority,least-waste",
            "balance-similar-node-groups": true,
            "skip-nodes-with-local-storage": false,
            "skip-nodes-with-system-pods": true,
            "ignore-daemonsets-utilization": true,
            "scale-down-unneeded-time": unneeded,
            "scale-down-delay-after-add": unneeded,
            "scale-down-gpu-utilization-threshold": gpuUtilizationThreshold,
            // A GPU node that is not up after this is tried in another group.
            "max-node-provision-time": "15m",
            logtostderr: true,
            stderrthreshold: "info",
            v: 2,
        },
        rbac: { serviceAccount: { name } },
        securityContext: { ...restrictedPod, runAsUser: 65534 },
        containerSecurityContext: restrictedContainer,
        resources: resources("100m", "1", "300Mi", "600Mi"),
        topologySpreadConstraints: softSpread({ "app.kubernetes.io/instance": name }),
        serviceMonitor: { enabled: true, namespace: "kube-system", interval: "30s" },
    };
}

/** Adds nodes for pods that fit nowhere and removes nodes that nobody needs. */
export class ClusterAutoscaler extends pulumi.ComponentResource {
    constructor(componentName: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:ClusterAutoscaler", componentName, {}, opts);
        const identity = frame.platform.identities.forAddon(
            name,
            { namespace: "kube-system", serviceAccount: name },
            { parent: this },
        );
        frame.install(name, { parent: this, dependsOn: [identity] });
        this.registerOutputs();
    }
}
