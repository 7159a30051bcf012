import * as pulumi from "@pulumi/pulumi";
import { type NodeGroupFacts } from "../../platform";
import { type AddonFacts, gpuGroups, type Resources, resources, tolerationsFor, type Toleration } from "../facts";
import { type AddonFrame } from "../context";

/** Node label that picks one of the plugin's configurations. */
export const devicePluginConfigLabel = "nvidia.com/device-plugin.config";

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

/** Groups whose GPUs nobody offers to pods unless we do. */
export function groupsWithoutPlugin(facts: Pick<AddonFacts, "nodeGroups">): readonly NodeGroupFacts[] {
    return facts.nodeGroups.filter((group) => group.gpusPerNode > 0 && !group.bringsDevicePlugin);
}

/** Undefined when every GPU node runs a plugin of its own. */
export function devicePluginValues(facts: AddonFacts): DevicePluginValues | undefined {
    const groups = groupsWithoutPlugin(facts);
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
        tolerations: tolerationsFor(groups),
        resources: resources("20m", "200m", "64Mi", "256Mi"),
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
                // Two slices of a GPU are no more than one: refuse instead of pretending.
                failRequestsGreaterThanOne: true,
                resources: [{ name: "nvidia.com/gpu", replicas }],
            },
        },
    });
}

/** Offers GPUs to pods on nodes whose image does not do so itself. */
export class DevicePlugin extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:DevicePlugin", name, {}, opts);
        this.ready = gpuGroups(frame.facts).every((group) => group.bringsDevicePlugin)
            ? []
            : [frame.install("nvidia-device-plugin", { parent: this })];
        this.registerOutputs();
    }
}
