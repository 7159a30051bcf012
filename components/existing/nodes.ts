import { type ExistingCluster, type ExistingNodes } from "../../config/platformKind";
import { type NodeGroupFacts } from "../platform";

/** The nodes that are there, as the layers above see node groups: their number is fixed. */
export function existingNodeGroups({ nodes }: Pick<ExistingCluster, "nodes">): readonly NodeGroupFacts[] {
    return Object.entries(nodes).map(([name, group]) => nodeGroup(name, group));
}

function nodeGroup(
    name: string,
    { count, architecture, accelerator, gpus, labels, taints }: ExistingNodes,
): NodeGroupFacts {
    return {
        name,
        ...(accelerator !== undefined && { accelerator }),
        architecture,
        capacity: "on-demand",
        instanceTypes: [],
        gpusPerNode: gpus ?? 0,
        // A cluster with GPUs offers them already: whoever set it up installed the plugin.
        bringsDevicePlugin: true,
        labels,
        taints,
        min: count,
        max: count,
        timeSlicing: 1,
    };
}
