import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type ServingConfig } from "../../../config/serving/serving";
import { type AnalysisConfig, type TrafficConfig } from "../../../config/serving/traffic";
import { type WorkloadName } from "../labels";
import { type ReleaseBase } from "../plan";
import { type ControllerKind } from "../server/controllerKinds";
import {
    type HeaderRoute,
    type RolloutRoutes,
    type RolloutStrategy,
    type RunTimeFields,
    type Subset,
    type TrafficPlan,
} from "./plan";

/** Keys of `traffic` that only some strategies understand. */
export type StrategyKey = Exclude<
    keyof TrafficConfig,
    "strategy" | "timeoutSeconds" | "tryTimeoutSeconds" | "retries" | "fault"
>;

/** What a strategy decides from: the workload as the stack file describes it. */
export interface StrategyInput extends WorkloadName {
    readonly config: ServingConfig;
    /** Image of versions that have none of their own. */
    readonly image: string;
}

/** A further object named after the workload, and the key below the workload that it follows from. */
export interface DerivedName {
    readonly key: string;
    readonly name: string;
}

/**
 * How requests reach versions. A further strategy is its name and keys in `config/serving/traffic.ts`, a file that
 * implements this, and a row in `strategies.ts`; nothing else in the program asks which strategy a workload has.
 */
export interface TrafficStrategy {
    /** Keys of `traffic` that belong to it; on a strategy that does not list them they are faults. */
    readonly keys: readonly StrategyKey[];
    /** What owns the pods; `volumePerPod` when each pod keeps a volume of its own, undefined where that cannot work. */
    readonly controller: { readonly plain: ControllerKind; readonly volumePerPod: ControllerKind | undefined };
    /** Fields that a controller changes at run time. */
    readonly runTimeFields: RunTimeFields;
    /** Combinations of keys that cannot work, with key paths that start with `path`, the workload's. */
    faults(path: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[];
    /** Further objects named after the workload, whose names no other workload may take. */
    derivedNames(workload: string, traffic: TrafficConfig): readonly DerivedName[];
    /** The versions: their names, images, models, selectors, bounds and disruption budgets. */
    releases(input: StrategyInput): readonly ReleaseBase[];
    /** Pods beside the `pods` that run, at most, while a new version of everything takes over. */
    rolloutPods(pods: number, config: ServingConfig): number;
    services(workload: string): readonly string[];
    /** Name of a Service that selects the pods of every version at any time; undefined where those of `services` do. */
    podsService(workload: string): string | undefined;
    subsets(workload: string, traffic: TrafficConfig): readonly Subset[];
    destinations(traffic: TrafficConfig): TrafficPlan["destinations"];
    headerRoutes(traffic: TrafficConfig): readonly HeaderRoute[];
    /** Undefined: routes mirror nothing. */
    mirror(traffic: TrafficConfig): TrafficPlan["mirror"];
    /** How a Rollout replaces versions; undefined without Rollout. */
    rollout(workload: string, traffic: TrafficConfig): ((routes: RolloutRoutes) => RolloutStrategy) | undefined;
    /** What a new version is judged by; undefined: versions are not judged. */
    analysis(traffic: TrafficConfig): AnalysisConfig | undefined;
}
