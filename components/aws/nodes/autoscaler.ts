import type * as pulumi from "@pulumi/pulumi";
import { type NodeAutoscaler } from "../../cloud";
import { type NodeGroupFacts } from "../../platform";

export interface NodeAutoscalerArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly region: string;
    readonly nodeGroups: readonly Pick<NodeGroupFacts, "name" | "capacity">[];
}

/** Cluster Autoscaler on AWS: it finds the Auto Scaling groups by the tags that EKS gives those of this cluster. */
export function nodeAutoscaler({ clusterName, region, nodeGroups }: NodeAutoscalerArgs): NodeAutoscaler {
    return {
        values: { cloudProvider: "aws", awsRegion: region, autoDiscovery: { clusterName } },
        expanderPriorities: expanderPriorities(nodeGroups),
    };
}

/** Higher wins. Spot first, since it costs a fraction; on demand where spot has nothing left. */
const priorities = { spot: 50, "on-demand": 10 } as const;

/**
 * Configuration of Cluster Autoscaler's priority expander: patterns of Auto Scaling group names by priority. Groups that can
 * hold a pending pod compete, so this prefers spot of an accelerator over on demand of the same one. Source:
 * kubernetes/autoscaler, expander/priority/readme.
 */
export function expanderPriorities(
    groups: readonly Pick<NodeGroupFacts, "name" | "capacity">[],
): Readonly<Record<number, readonly string[]>> {
    const byPriority: Record<number, string[]> = {};
    for (const { name, capacity } of [...groups].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        (byPriority[priorities[capacity]] ??= []).push(groupPattern(name));
    }
    return byPriority;
}

/**
 * Names of the Auto Scaling groups of one node group: EKS puts `eks-` before the node group's name and a UUID behind it, Pulumi
 * seven hex digits behind ours; so `gpu` does not match the groups of `gpu-t4`.
 */
export function groupPattern(name: string): string {
    return `^eks-${name}-[0-9a-f]{7}-[0-9a-f-]{36}$`;
}

const templatePrefix = "k8s.io/cluster-autoscaler/node-template/resources";

/**
 * Tags from which Cluster Autoscaler learns what a node of an empty group would have beyond its instance type: the disk, which
 * it cannot derive, and GPUs, which sharing multiplies. Labels and taints it reads from EKS (`eks:DescribeNodegroup`). Source:
 * kubernetes/autoscaler, cloudprovider/aws, buildNodeFromTemplate.
 */
export function nodeTemplateTags(
    facts: Pick<NodeGroupFacts, "gpusPerNode" | "timeSlicing">,
    diskGiB: number,
): Readonly<Record<string, string>> {
    const tags: Record<string, string> = { [`${templatePrefix}/ephemeral-storage`]: `${diskGiB}Gi` };
    if (facts.gpusPerNode > 0) {
        tags[`${templatePrefix}/nvidia.com/gpu`] = String(facts.gpusPerNode * facts.timeSlicing);
    }
    return tags;
}

/** The node group that an Auto Scaling group belongs to; undefined for those of none of `nodeGroups`. */
export function groupOfAutoScalingGroup(name: string, nodeGroups: readonly string[]): string | undefined {
    return nodeGroups.find((group) => new RegExp(groupPattern(group)).test(name));
}
