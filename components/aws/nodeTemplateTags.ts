import { type NodeGroupFacts } from "../platform";

const prefix = "k8s.io/cluster-autoscaler/node-template";

/**
 * Tags from which Cluster Autoscaler builds the node that an empty group would start: labels, taints, GPUs, and the disk, which
 * it cannot derive from the instance type. Source: kubernetes/autoscaler, cloudprovider/aws/README.
 */
export function nodeTemplateTags(
    facts: Pick<NodeGroupFacts, "labels" | "taints" | "gpusPerNode" | "timeSlicing">,
    diskGiB: number,
): Readonly<Record<string, string>> {
    const tags: Record<string, string> = { [`${prefix}/resources/ephemeral-storage`]: `${diskGiB}Gi` };
    for (const [label, value] of Object.entries(facts.labels)) {
        tags[`${prefix}/label/${label}`] = value;
    }
    for (const { key, value, effect } of facts.taints) {
        tags[`${prefix}/taint/${key}`] = `${value}:${effect}`;
    }
    if (facts.gpusPerNode > 0) {
        tags[`${prefix}/resources/nvidia.com/gpu`] = String(facts.gpusPerNode * facts.timeSlicing);
    }
    return tags;
}
