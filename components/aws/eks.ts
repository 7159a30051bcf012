import { collectFaults } from "../../config/partial";
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
 */
export function eks(daemonsOf: DaemonsOf): PlatformImplementation {
    const placed = placementFaults(daemonsOf);
    return {
        faults: (config, demands) =>
            collectFaults(
                () => acceleratorFaults(config),
                () => placed(config, demands),
                () => awsFaults(config),
                () => annotationFaults(config),
                () => devicePluginFaults(config),
                () => addonProcessorFaults(config),
            ),
        create: eksPlatform,
        cost: (config, demands) => costOutput(costEstimate(config, demands, daemonsOf), config),
        quotas: quotaNeeds,
    };
}
