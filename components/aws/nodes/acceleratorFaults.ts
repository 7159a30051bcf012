import { didYouMean, type Fault } from "../../../config/fault";
import { type AcceleratorName } from "../../../config/names";
import { namedZones } from "../../../config/network";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { collectFaults } from "../../../config/partial";
import { type PlatformConfig } from "../../../config/platform";
import { accelerators } from "./accelerators";
import { diskFaults } from "./diskFaults";
import { familiesOf, instanceTypes } from "./instanceTypes";
import { sizingType } from "./nodeGroupFacts";
import { labelFaults } from "./labelFaults";
import { reservationFaults } from "./reservationFaults";
import { zonalGroupFaults } from "./zonalGroups";

/** Every node group that EKS or the scheduler could not work with, found before anything is created. */
export function acceleratorFaults(config: Pick<PlatformConfig, "nodeGroups" | "network">): readonly Fault[] {
    const groupChecks = Object.entries(config.nodeGroups).flatMap(([name, group]) => [
        () => instanceTypeFaults(`nodeGroups.${name}`, group),
        () => zoneFaults(`nodeGroups.${name}`, group, config.network),
        () => timeSlicingFaults(`nodeGroups.${name}`, group),
        () => reservationFaults(`nodeGroups.${name}`, group),
        () => labelFaults(name, group),
        () => diskFaults(`nodeGroups.${name}`, group),
    ]);
    return collectFaults(
        ...groupChecks,
        () => zonalGroupFaults(config),
        () => systemGroupFaults(config.nodeGroups),
    );
}

/** Groups whose node image does not run a device plugin of its own need the add-on. */
export function devicePluginFaults({ addons, nodeGroups }: Pick<PlatformConfig, "addons" | "nodeGroups">): Fault[] {
    return addons.devicePlugin.enabled
        ? []
        : Object.entries(nodeGroups).flatMap(([name, group]) =>
              group.accelerator !== undefined && !accelerators[group.accelerator].bringsDevicePlugin
                  ? [
                        {
                            path: `nodeGroups.${name}.accelerator`,
                            reason: `is ${group.accelerator}, and with addons.devicePlugin off no pod could use its GPUs: switch the plugin on or drop the group`,
                        },
                    ]
                  : [],
          );
}

/**
 * Add-ons whose images are not known to be published for arm64 need a node with amd64.
 *
 * @param forAmd64 their key paths
 */
export function addonProcessorFaults(
    { nodeGroups }: Pick<PlatformConfig, "nodeGroups">,
    forAmd64: readonly string[],
): readonly Fault[] {
    const plain = Object.values(nodeGroups).filter(
        ({ accelerator, capacity }) => accelerator === undefined && capacity === "on-demand",
    );
    return plain.some((group) => sizingType(group)?.architecture !== "arm64")
        ? []
        : forAmd64.map((path) => ({
              path,
              reason: "runs an image for amd64, and every on-demand node group without GPU has arm64: add a group such as { instanceTypes: [m7i.large], min: 0, max: 2 }, or switch it off",
          }));
}

function instanceTypeFaults(path: string, group: NodeGroupConfig): Fault[] {
    const families = familiesOf(group.accelerator);
    const faults: Fault[] = [];
    group.instanceTypes.forEach((name, i) => {
        const type = instanceTypes.get(name);
        const at = `${path}.instanceTypes[${i}]`;
        if (type === undefined) {
            const allowed = `must be of family ${families.join(", ")}`;
            const hint = didYouMean(name, [...instanceTypes.keys()]);
            faults.push({
                path: at,
                reason: `is "${name}", a type this program has no figures for: ${allowed}${hint}`,
            });
        } else if (type.accelerator !== group.accelerator) {
            faults.push({ path: at, reason: familyReason(name, type.accelerator, group.accelerator) });
        }
    });
    if (faults.length > 0) {
        return faults;
    }
    return sizeFaults(path, group);
}

function familyReason(name: string, has: AcceleratorName | undefined, wanted: AcceleratorName | undefined): string {
    if (wanted === undefined) {
        return `is "${name}", which has a GPU: set accelerator: ${has} or take a family without one`;
    }
    const families = familiesOf(wanted).join(", ");
    return `is "${name}", which has ${has ?? "no GPU"}: accelerator ${wanted} comes in family ${families}`;
}

/** Cluster Autoscaler takes the first type for the whole group: nodes that turn out smaller would leave pods pending. */
function sizeFaults(path: string, group: NodeGroupConfig): Fault[] {
    const first = sizingType(group);
    return group.instanceTypes.flatMap((name, i) => {
        const type = instanceTypes.get(name);
        if (first === undefined || type === undefined) {
            return [];
        }
        const at = `${path}.instanceTypes[${i}]`;
        if (type.architecture !== first.architecture) {
            const reason = `is "${name}" with ${type.architecture} beside "${first.name}" with ${first.architecture}: one group, one processor and one node image`;
            return [{ path: at, reason }];
        }
        if (type.gpus !== first.gpus) {
            const reason = `is "${name}" with ${gpus(type.gpus)} beside "${first.name}" with ${gpus(first.gpus)}: one group, one number of GPUs per node`;
            return [{ path: at, reason }];
        }
        if (type.vcpus < first.vcpus || type.memoryGiB < first.memoryGiB) {
            const reason = `is "${name}", smaller than "${first.name}": list the smallest type first, the group is sized by it`;
            return [{ path: at, reason }];
        }
        return [];
    });
}

function zoneFaults(path: string, group: NodeGroupConfig, network: PlatformConfig["network"]): Fault[] {
    const zoneNames = namedZones(network);
    const listed = network.existing === undefined ? "network.zoneNames" : "the zones of network.existing.subnets";
    return (group.zones ?? []).flatMap((zone, i) => {
        if (zoneNames?.includes(zone) === true) {
            return [];
        }
        const reason =
            zoneNames === undefined
                ? `names zone "${zone}", but the network leaves the choice of zones to AWS: list them in network.zoneNames`
                : `is "${zone}": must be one of ${listed}, ${zoneNames.join(", ")}`;
        return [{ path: `${path}.zones[${i}]`, reason }];
    });
}

function timeSlicingFaults(path: string, group: NodeGroupConfig): Fault[] {
    if (group.timeSlicing === undefined) {
        return [];
    }
    const at = `${path}.timeSlicing`;
    if (group.accelerator === undefined) {
        return [{ path: at, reason: "needs a GPU: set accelerator, or drop timeSlicing" }];
    }
    if (accelerators[group.accelerator].bringsDevicePlugin) {
        const reason = `cannot be set for ${group.accelerator}: its node image runs a device plugin of its own that shares nothing`;
        return [{ path: at, reason }];
    }
    return [];
}

/** DNS, controllers and gateways need untainted on-demand nodes. */
function systemGroupFaults(groups: PlatformConfig["nodeGroups"]): Fault[] {
    const has = Object.values(groups).some(
        ({ accelerator, capacity, min, taints }) =>
            accelerator === undefined && capacity === "on-demand" && min > 0 && taints.length === 0,
    );
    const reason =
        "has no group for the cluster's own pods: add one without accelerator and taints, capacity on-demand and min of at least 1";
    return has ? [] : [{ path: "nodeGroups", reason }];
}

function gpus(count: number): string {
    return count === 1 ? "1 GPU" : `${count} GPUs`;
}
