import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { gangPorts, isGang } from "./gang";
import { type TrainingConfig } from "./schema";

/** What keeps several pods from training one model together. */
export function gangFaults(path: string, config: TrainingConfig, stack: PlatformConfig): readonly Fault[] {
    const { pods, peerPorts, completions, namespace } = config;
    if (!isGang(config)) {
        return peerPorts.length === 0
            ? []
            : [{ path: `${path}.peerPorts`, reason: 'is for several pods of one run: set "pods", or leave it out' }];
    }
    const twice = peerPorts.filter(
        (port, i) => peerPorts.indexOf(port) !== i || Object.values(gangPorts({ peerPorts: [] })).includes(port),
    );
    const faults: readonly (readonly [wrong: boolean, key: string, reason: string])[] = [
        [
            !stack.addons.kueue.enabled,
            "pods",
            `is ${pods}, and only Kueue starts pods together: set addons.kueue.enabled to true, or train in one pod with more "gpus"`,
        ],
        [
            namespace !== "ml-training",
            "namespace",
            `is ${namespace}, and runs of several pods wait in queues of ml-training: move the workload there`,
        ],
        [
            completions > 1,
            "completions",
            `must be 1 with "pods": a run of ${pods} pods makes one version; list further runs as workloads of their own`,
        ],
        [
            twice.length > 0,
            "peerPorts",
            `names ${[...new Set(twice)].join(", ")} twice, or beside the ports that every run has (${Object.values(gangPorts({ peerPorts: [] })).join(", ")}): name each port once`,
        ],
    ];
    return faults.filter(([wrong]) => wrong).map(([, key, reason]) => ({ path: `${path}.${key}`, reason }));
}
