import { type Fault } from "../../../config/fault";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { accelerators } from "./accelerators";
import { instanceTypes } from "./instanceTypes";

/** Least that the node image pulls in parallel with. Source: awslabs/amazon-eks-ami, nodeadm, UseSOCISnapshotter. */
const parallelPull = { vcpus: 4, memoryGiB: 7 } as const;

/** What EBS gives by itself. Source: EBS user guide, gp3 volumes. */
const freeIops = 3000;

/** Faults of how a group's nodes keep images and what pods write. */
export function diskFaults(path: string, group: NodeGroupConfig): readonly Fault[] {
    return [...storeFaults(path, group), ...pullFaults(path, group), ...throughputFaults(path, group)];
}

function storeFaults(path: string, { instanceStore, instanceTypes: types }: NodeGroupConfig): Fault[] {
    const without = types.filter((name) => instanceTypes.get(name)?.instanceStoreGB === 0);
    return instanceStore !== true || without.length === 0
        ? []
        : [
              {
                  path: `${path}.instanceStore`,
                  reason: `is true, and ${without.join(", ")} ${without.length === 1 ? "has" : "have"} no volumes of its own: drop the key, or name types with NVMe volumes`,
              },
          ];
}

function pullFaults(path: string, group: NodeGroupConfig): Fault[] {
    if (!group.parallelImagePull) {
        return [];
    }
    const at = `${path}.parallelImagePull`;
    const { accelerator } = group;
    if (accelerator !== undefined && accelerators[accelerator].amiType.startsWith("BOTTLEROCKET")) {
        return [{ path: at, reason: `cannot be set for ${accelerator}, whose nodes run Bottlerocket: drop the key` }];
    }
    const small = group.instanceTypes.filter((name) => {
        const type = instanceTypes.get(name);
        return type !== undefined && (type.vcpus < parallelPull.vcpus || type.memoryGiB < parallelPull.memoryGiB);
    });
    return small.length === 0
        ? []
        : [
              {
                  path: at,
                  reason: `is true, and nodes ignore it on ${small.join(", ")}: it needs ${parallelPull.vcpus} vCPUs and ${parallelPull.memoryGiB} GiB`,
              },
          ];
}

/** EBS gives at most a quarter MiB per second for each operation. */
function throughputFaults(path: string, { diskIops = freeIops, diskThroughputMiB }: NodeGroupConfig): Fault[] {
    return diskThroughputMiB === undefined || diskThroughputMiB * 4 <= diskIops
        ? []
        : [
              {
                  path: `${path}.diskThroughputMiB`,
                  reason: `is ${diskThroughputMiB}, more than a quarter of ${diskIops} operations per second: set diskIops to at least ${diskThroughputMiB * 4}`,
              },
          ];
}
