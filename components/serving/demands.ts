import { type ServingConfig } from "../../config/serving/serving";
import { podDemands } from "../../config/serving/pod";
import { type PodDemand } from "../../config/workload";
import { deliveries } from "./models/deliveries";
import { type ReleaseBase } from "./plan";
import { podDiskGiB } from "./pod/podSpec";
import { strategies } from "./traffic/strategies";

/** What a kind adds to what the stack file says of a workload's pods. */
export interface KindDemands {
    /** Major CUDA version of its image, where it is known. */
    readonly cuda?: number;
    /** Sizes of its writable folders, as Kubernetes quantities. */
    readonly scratch: readonly string[];
    /** Requests of a container beside the server, in cores and GiB. Default: there is none. */
    readonly beside?: { readonly cpu: number; readonly memoryGiB: number };
}

/** What the pods of a workload that answers requests ask of nodes: each of them, the fewest together, and more in a rollout. */
export function servingDemands(
    name: string,
    config: ServingConfig,
    { cuda, scratch, beside }: KindDemands,
): readonly PodDemand[] {
    const strategy = strategies[config.traffic.strategy];
    // The image does not change how many pods there are.
    const releases = strategy.releases({ name, namespace: config.namespace, config, image: "" });
    const pods = releases.map(({ bounds }) => bounds.min);
    return podDemands(name, config, cuda).map((demand) => ({
        ...demand,
        cpu: demand.cpu + (beside?.cpu ?? 0),
        memoryGiB: demand.memoryGiB + (beside?.memoryGiB ?? 0),
        localGiB: podDiskGiB([...scratch, ...modelsOnNode(config)]),
        pods: sum(pods),
        scheduledPods: sum(releases.map((release) => scheduledPods(release, config))),
        maxPods: sum(releases.map(({ bounds }) => bounds.max)),
        rolloutPods: sum(pods.map((count) => strategy.rolloutPods(count, config))),
    }));
}

/** Pods of a version while every schedule of the workload runs. */
function scheduledPods({ weight, bounds: { min, max } }: ReleaseBase, { scaling }: ServingConfig): number {
    const asked = scaling.cron.map(({ replicas }) => Math.ceil((replicas * weight) / 100));
    return Math.min(Math.max(min, ...asked), max);
}

function modelsOnNode({ models, modelVolume }: ServingConfig): readonly string[] {
    const delivery = deliveries[modelVolume.kind];
    return delivery.onNode && Object.keys(models).length > 0 ? [modelVolume.size ?? delivery.defaultSize] : [];
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, each) => total + each, 0);
}
