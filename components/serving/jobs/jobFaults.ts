import { type Fault, keyPath } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type JobConfig, variableFaults } from "../../../config/serving/job";
import { type PodConfig, podDemands } from "../../../config/serving/pod";
import { type PodDemand } from "../../../config/workload";
import { deliveries, deliveriesThat } from "../models/deliveries";
import { podFaults } from "../pod/faults";
import { storeClientRequests } from "../pod/storeClient";

/**
 * What no schema can check of a workload whose pods run to their end.
 *
 * @param fixedVariables environment variables that the kind sets itself
 */
export function jobFaults(
    name: string,
    config: JobConfig & PodConfig,
    stack: PlatformConfig,
    fixedVariables: readonly string[],
): readonly Fault[] {
    const path = keyPath("workloads", name);
    const { kind } = config.modelVolume;
    return [
        ...podFaults(name, config, stack),
        ...(deliveries[kind].claimTemplate === undefined
            ? []
            : [
                  {
                      path: `${path}.modelVolume.kind`,
                      reason:
                          `is ${kind}, a volume that belongs to a pod for good, and pods of jobs come and go: use ` +
                          deliveriesThat(({ claimTemplate }) => claimTemplate === undefined),
                  },
              ]),
        ...variableFaults(path, config, fixedVariables),
    ];
}

/** Keys of jobs that run several pods. */
interface ParallelConfig {
    readonly completions: number;
    readonly parallelism: number;
}

/** What the pods of a run ask of nodes: each its program, and the container with the client of the stores beside it. */
export function jobDemands(name: string, config: JobConfig & PodConfig & ParallelConfig): readonly PodDemand[] {
    return podDemands(name, config, config.cuda).map((demand) => ({
        ...demand,
        cpu: demand.cpu + storeClientRequests.cpu,
        memoryGiB: demand.memoryGiB + storeClientRequests.memoryGiB,
        jobPods: Math.min(config.completions, config.parallelism),
    }));
}
