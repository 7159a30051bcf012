import { z } from "zod";
import { type NodeDaemon, type NodeGroupFacts } from "../../platform";
import { type Resources, resources } from "../../kubernetes/resources";
import { type Toleration, tolerationsFor } from "../../kubernetes/tolerations";
import { type AddonFacts } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { addonContainerLimits, gpuSystem } from "../namespaces";
import { gpuSchedulingAlerts } from "./alerts";

/** Node label that picks one of the plugin's configurations. */
const devicePluginConfigLabel = "nvidia.com/device-plugin.config";

interface NodeSelectorTerm {
    readonly matchExpressions: readonly {
        readonly key: string;
        readonly operator: "In" | "NotIn";
        readonly values: readonly string[];
    }[];
}

/** Keys of the chart that we set. */
export interface DevicePluginValues {
    readonly migStrategy: "none";
    readonly failOnInitError: boolean;
    readonly config?: { readonly map: Readonly<Record<string, string>>; readonly default: string };
    readonly affinity: {
        readonly nodeAffinity: {
            readonly requiredDuringSchedulingIgnoredDuringExecution: {
                readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
            };
        };
    };
    readonly tolerations: readonly Toleration[];
    readonly resources: Resources;
    readonly securityContext: object;
}

const pluginResources = resources("20m", "200m", "64Mi", "256Mi");

/** Whether the GPUs of a group reach pods only through this device plugin. */
function needsPlugin(group: NodeGroupFacts): boolean {
    return group.gpusPerNode > 0 && !group.bringsDevicePlugin;
}

/** Beside the plugin where GPUs are shared runs a container that follows the node's label; the chart gives it no requests. */
function pluginContainers(groups: readonly NodeGroupFacts[]): NodeDaemon["containers"] {
    const shares = groups.some((group) => needsPlugin(group) && group.timeSlicing > 1);
    return [pluginResources.requests, ...(shares ? [addonContainerLimits.defaultRequest] : [])];
}

/** Undefined when every GPU node runs a plugin of its own. */
export function devicePluginValues(facts: AddonFacts): DevicePluginValues | undefined {
    const groups = facts.nodeGroups.filter(needsPlugin);
    if (groups.length === 0) {
        return undefined;
    }
    const accelerators = groups.map((group) => group.labels.accelerator ?? "");
    return {
        // Pods get whole GPUs or turns on them, also on models that could be partitioned in hardware.
        migStrategy: "none",
        failOnInitError: true,
        ...sharing(groups),
        affinity: {
            nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                    nodeSelectorTerms: [
                        {
                            // By model, since a second plugin beside an image's own one breaks both.
                            matchExpressions: [
                                { key: "nvidia.com/gpu.present", operator: "In", values: ["true"] },
                                { key: "accelerator", operator: "In", values: [...new Set(accelerators)].sort() },
                            ],
                        },
                    ],
                },
            },
        },
        tolerations: tolerationsFor(groups.flatMap(({ taints }) => taints)),
        resources: pluginResources,
        // Said outright: beside a list of configurations the chart no longer sees that none of them partitions GPUs, and adds
        // SYS_ADMIN.
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    };
}

const unshared = "exclusive";

/** One configuration per degree of sharing, chosen by the node's label; none at all when no group shares. */
function sharing(groups: readonly NodeGroupFacts[]): Pick<DevicePluginValues, "config"> {
    const shared = groups.filter((group) => group.timeSlicing > 1);
    if (shared.length === 0) {
        return {};
    }
    const map: Record<string, string> = { [unshared]: JSON.stringify({ version: "v1" }) };
    for (const { labels, timeSlicing } of shared) {
        map[labels[devicePluginConfigLabel] ?? unshared] = sharingConfig(timeSlicing);
    }
    return { config: { map, default: unshared } };
}

function sharingConfig(replicas: number): string {
    return JSON.stringify({
        version: "v1",
        flags: { migStrategy: "none" },
        sharing: {
            timeSlicing: {
                renameByDefault: false,
                // Two slices of one GPU have no more compute than one slice: reject the request.
                failRequestsGreaterThanOne: true,
                resources: [{ name: "nvidia.com/gpu", replicas }],
            },
        },
    });
}

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; without it pods cannot ask for GPUs of most node groups."),
    })
    .prefault({})
    .describe("NVIDIA device plugin: without it pods cannot ask for GPUs.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly devicePlugin: z.output<typeof settings>;
    }
}

/** Offers GPUs to pods on nodes whose image does not do so itself. */
export const devicePlugin = defineAddon({
    name: "device-plugin",
    component: "DevicePlugin",
    settings: { key: "devicePlugin", schema: settings },
    needs: [scraping],
    alerts: gpuSchedulingAlerts,
    releases: {
        "nvidia-device-plugin": {
            chart: {
                repository: "https://nvidia.github.io/k8s-device-plugin",
                chart: "nvidia-device-plugin",
                version: "0.20.0",
                appVersion: "0.20.0",
            },
            namespace: gpuSystem,
            values: devicePluginValues,
            images: { "image.repository": "nvcr.io/nvidia/k8s-device-plugin" },
            daemon: (groups) => ({ containers: pluginContainers(groups), runsOn: needsPlugin }),
        },
    },
});
