import { type NodeDaemon } from "../../platform";

/** EKS add-ons that every cluster of the platform has. */
export const eksAddonNames = [
    "vpc-cni",
    "kube-proxy",
    "eks-pod-identity-agent",
    "coredns",
    "aws-ebs-csi-driver",
    "aws-mountpoint-s3-csi-driver",
    "metrics-server",
    "snapshot-controller",
    "eks-node-monitoring-agent",
] as const;
export type EksAddonName = (typeof eksAddonNames)[number];

export interface EksAddonSettings {
    /** Settings that differ from the add-on's defaults, in the shape of its own configuration schema. Default: none. */
    readonly configuration?: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;
    /** Requests of the containers that it runs on every node. Default: none. */
    readonly onEachNode?: NodeDaemon["containers"];
}

/** A CSI driver's node plug-in with its registrar and liveness probe. Source: the charts of both drivers, node.resources. */
const csiNode: NodeDaemon["containers"] = Array.from({ length: 3 }, () => ({ cpu: "10m", memory: "40Mi" }));

/** What each add-on is told, given the tags of everything in the stack. */
export const eksAddons: Readonly<Record<EksAddonName, EksAddonSettings>> = {
    "vpc-cni": {
        configuration: () => ({
            // The schema requires a string, not a boolean.
            enableNetworkPolicy: "true",
            env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
        }),
        // The plug-in and the network policy agent. Source: aws/amazon-vpc-cni-k8s, chart, resources.
        onEachNode: [{ cpu: "25m" }, { cpu: "25m" }],
    },
    // Source: manifest that EKS installs.
    "kube-proxy": { onEachNode: [{ cpu: "100m" }] },
    "eks-pod-identity-agent": {},
    coredns: {},
    // Volumes that pods claim are not resources of this program; tags make them appear in searches and cost reports.
    "aws-ebs-csi-driver": { configuration: (tags) => ({ controller: { extraVolumeTags: tags } }), onEachNode: csiNode },
    // Pods mount with their own identity (authenticationSource: pod), so the driver has none.
    "aws-mountpoint-s3-csi-driver": { onEachNode: csiNode },
    "metrics-server": {},
    "snapshot-controller": {},
    // Source: aws/eks-node-monitoring-agent, chart, nodeAgent.resources.
    "eks-node-monitoring-agent": { onEachNode: [{ cpu: "10m", memory: "30Mi" }] },
};

/** DaemonSets of these add-ons. */
export const eksDaemons: readonly NodeDaemon[] = eksAddonNames.flatMap((name) => {
    const { onEachNode } = eksAddons[name];
    return onEachNode === undefined ? [] : [{ name, containers: onEachNode }];
});

/** Oldest version of an add-on that the platform works with, as a fact behind it demands. */
export const oldestAddonVersions: Readonly<
    Partial<Record<EksAddonName, { readonly version: string; readonly reason: string }>>
> = {
    // Source: awslabs/mountpoint-s3-csi-driver, issues 675 and 575, fixed in 2.5.0.
    "aws-mountpoint-s3-csi-driver": {
        version: "v2.5.0-eksbuild.1",
        reason: "before it, pods that mount models keep idle nodes alive and their cache outgrows its limit",
    },
};
