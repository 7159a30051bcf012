import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type PlatformImplementation } from "../platform";
import { awsFaults } from "./awsFaults";
import { annotationFaults } from "./identity/annotationFaults";
import { costOutput } from "./cost/costOutput";
import { costEstimate } from "./cost/estimate";
import { eksPlatform } from "./eksPlatform";
import { acceleratorFaults, addonProcessorFaults, devicePluginFaults } from "./nodes/acceleratorFaults";
import { type DaemonsOf, placementFaults } from "./nodes/placementFaults";
import { quotaNeeds } from "./quotas/quotas";

/**
 * A cluster of the stack's own on Amazon EKS.
 *
 * @param daemonsOf DaemonSets of what the stack installs above the platform
 * @param forAmd64 key paths of what it installs there with images for amd64 alone
 */
export function eks(
    daemonsOf: DaemonsOf,
    forAmd64: (config: PlatformConfig) => readonly string[],
): PlatformImplementation {
    const placed = placementFaults(daemonsOf);
    return {
        faults: (config, demands) =>
            collectFaults(
                () => acceleratorFaults(config),
                () => placed(config, demands),
                () => awsFaults(config),
                () => annotationFaults(config),
                () => devicePluginFaults(config),
                () => addonProcessorFaults(config, forAmd64(config)),
            ),
        create: eksPlatform,
        cost: (config, demands) => costOutput(costEstimate(config, demands, daemonsOf), config),
        quotas: quotaNeeds,
    };
}
