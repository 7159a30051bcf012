import { z } from "zod";
import { type KubernetesVersion } from "../../../config/cluster";
import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { kubeSystem } from "../namespaces";
import { nodeAlerts } from "./alerts";

const name = "cluster-autoscaler";

/**
 * Cluster Autoscaler simulates the scheduler of its own minor, so its image follows the cluster. Source: tags of
 * kubernetes/autoscaler; for a minor without a release yet, the newest there is.
 */
const autoscalerImageTags: Readonly<Record<KubernetesVersion, string>> = {
    "1.35": "v1.35.2",
    "1.36": "v1.36.1",
    "1.37": "v1.36.1",
};

/** Keys of the chart that we set, besides those that the cloud decides. */
export interface ClusterAutoscalerValues {
    readonly fullnameOverride: string;
    readonly image: { readonly tag: string };
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
        ...facts.cloud.autoscaler.values,
        replicaCount: controllerReplicas(facts),
        expanderPriorities: facts.cloud.autoscaler.expanderPriorities,
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
            // Alerts name the group that is at its maximum.
            "emit-per-nodegroup-metrics": true,
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

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; without it node groups keep the size they have."),
        scaleDownMinutes: z
            .int()
            .min(1)
            .max(1440)
            .optional()
            .describe("Minutes a node is idle before it is removed. Default 5 in production, 2 in development."),
        gpuUtilizationThreshold: z
            .number()
            .min(0)
            .max(1)
            .default(0.5)
            .describe("Share of a node's GPUs in use below which its pods may be moved and the node removed."),
    })
    .prefault({})
    .describe("Cluster Autoscaler: adds nodes for pods that fit on none, and removes nodes that no pod needs.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly clusterAutoscaler: z.output<typeof settings>;
    }
}

/** Adds nodes for pods that fit on none, and removes nodes that no pod needs. */
export const clusterAutoscaler = defineAddon({
    name,
    component: "ClusterAutoscaler",
    settings: { key: "clusterAutoscaler", schema: settings },
    needs: [scraping],
    alerts: () => nodeAlerts,
    releases: {
        [name]: {
            chart: {
                repository: "https://kubernetes.github.io/autoscaler",
                chart: "cluster-autoscaler",
                version: "9.59.0",
                appVersion: "1.35.0",
            },
            namespace: kubeSystem,
            values: clusterAutoscalerValues,
            images: { "image.repository": "registry.k8s.io/autoscaling/cluster-autoscaler" },
            unlisted: [
                { path: "extraArgs", reason: "flags of the program, by name" },
                { path: "expanderPriorities", reason: "patterns by priority" },
            ],
            identity: () => ({ addon: name, namespace: kubeSystem.name, serviceAccount: name }),
        },
    },
    faults: scaleFromZeroFaults,
});

/** A group that starts empty needs the autoscaler to start its first node. */
function scaleFromZeroFaults({ addons, nodeGroups }: PlatformConfig): readonly Fault[] {
    return addons.clusterAutoscaler.enabled
        ? []
        : Object.entries(nodeGroups).flatMap(([group, { min }]) =>
              min === 0
                  ? [
                        {
                            path: `nodeGroups.${group}.min`,
                            reason: "is 0, and with addons.clusterAutoscaler off no node would ever start: set it to at least 1 or switch the autoscaler on",
                        },
                    ]
                  : [],
          );
}
