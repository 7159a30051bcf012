import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type Taint } from "../../kubernetes/tolerations";
import { type NodeGroupFacts } from "../../platform";
import { accelerators } from "./accelerators";
import { type InstanceType, instanceTypes } from "./instanceTypes";

/** What follows from a node group's lines in the stack file, before anything exists. */
export function nodeGroupFacts(name: string, group: NodeGroupConfig): NodeGroupFacts {
    const { accelerator, capacity, instanceTypes: types, min, max } = group;
    return {
        name,
        ...(accelerator !== undefined && { accelerator }),
        architecture: sizingType(group)?.architecture ?? "amd64",
        capacity,
        instanceTypes: types,
        gpusPerNode: sizingType(group)?.gpus ?? 0,
        bringsDevicePlugin: accelerator !== undefined && accelerators[accelerator].bringsDevicePlugin,
        labels: nodeLabels(group),
        taints: [...nodeTaints(group), ...group.taints],
        ...(group.taints.length > 0 && { ownTaints: group.taints }),
        min,
        max,
        timeSlicing: group.timeSlicing ?? 1,
    };
}

/** Cluster Autoscaler sizes a group by its first instance type; so do all checks. Undefined for an unknown type. */
export function sizingType(group: Pick<NodeGroupConfig, "instanceTypes">): InstanceType | undefined {
    return instanceTypes.get(group.instanceTypes[0] ?? "");
}

type DiskConfig = Pick<NodeGroupConfig, "diskGiB" | "accelerator" | "instanceStore" | "instanceTypes">;

/** Size of the root volume in GiB. The default is larger with a GPU: images of GPU frameworks are large. */
export function diskGiB(group: DiskConfig): number {
    if (group.diskGiB !== undefined) {
        return group.diskGiB;
    }
    if (usesInstanceStore(group)) {
        return 50;
    }
    return group.accelerator === undefined ? 100 : 200;
}

/** Whether images and what pods write lie on the instance's own volumes. */
export function usesInstanceStore({ instanceStore, accelerator, diskGiB, instanceTypes: types }: DiskConfig): boolean {
    return (
        instanceStore ??
        // A size in the stack file is meant.
        (diskGiB === undefined &&
            accelerator !== undefined &&
            types.every((name) => (instanceTypes.get(name)?.instanceStoreGB ?? 0) > 0))
    );
}

/** Size in GiB of the file system with images, logs and folders of pods; the smallest among the group's instance types. */
export function podDiskGiB(group: DiskConfig): number {
    if (!usesInstanceStore(group)) {
        return diskGiB(group);
    }
    const sizes = group.instanceTypes.map((name) => instanceTypes.get(name)?.instanceStoreGB ?? 0);
    return Math.floor((Math.min(...sizes) * 1e9) / 2 ** 30);
}

/** What pods can ask of it: the kubelet evicts pods below 10 %, and EKS reserves 1 GiB. */
export function allocatableDiskGiB(group: DiskConfig): number {
    return podDiskGiB(group) * 0.9 - 1;
}

function nodeLabels(group: NodeGroupConfig): Readonly<Record<string, string>> {
    const labels: Record<string, string> = {};
    if (group.accelerator !== undefined) {
        const { label } = accelerators[group.accelerator];
        labels.accelerator = label;
        // Cluster Autoscaler waits for the device plugin on nodes with this label instead of adding more of them.
        labels["k8s.amazonaws.com/accelerator"] = label;
        // The device plugin's DaemonSet selects nodes by it.
        labels["nvidia.com/gpu.present"] = "true";
        labels["node-type"] = "gpu-optimized";
    }
    if (group.timeSlicing !== undefined) {
        // Picks the device plugin's configuration of that name.
        labels["nvidia.com/device-plugin.config"] = `time-slicing-${group.timeSlicing}`;
    }
    if (group.capacity === "spot") {
        labels.spot = "true";
        labels.workload = "ml-inference";
    }
    return { ...labels, ...group.labels };
}

function nodeTaints(group: NodeGroupConfig): readonly Taint[] {
    const taints: Taint[] = [];
    if (group.accelerator !== undefined) {
        taints.push({ key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" });
    }
    if (group.capacity === "spot") {
        taints.push({ key: "spot", value: "true", effect: "NoSchedule" });
    }
    return taints;
}
