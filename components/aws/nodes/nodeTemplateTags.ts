import { type NodeGroupFacts } from "../../platform";

const prefix = "k8s.io/cluster-autoscaler/node-template/resources";

/**
 * Tags from which Cluster Autoscaler learns what a node of an empty group would have beyond its instance type: the disk, which
 * it cannot derive, and GPUs, which sharing multiplies. Labels and taints it reads from EKS (`eks:DescribeNodegroup`). Source:
 * kubernetes/autoscaler, cloudprovider/aws, buildNodeFromTemplate.
 */
export function nodeTemplateTags(
    facts: Pick<NodeGroupFacts, "gpusPerNode" | "timeSlicing">,
    diskGiB: number,
): Readonly<Record<string, string>> {
    const tags: Record<string, string> = { [`${prefix}/ephemeral-storage`]: `${diskGiB}Gi` };
    if (facts.gpusPerNode > 0) {
        tags[`${prefix}/nvidia.com/gpu`] = String(facts.gpusPerNode * facts.timeSlicing);
    }
    return tags;
}
