import type { IRollout } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout";
import { type AnalysisConfig, type FaultConfig, type HeaderMatch } from "../../../config/serving/traffic";

/** How requests reach a workload's versions, as its traffic strategy resolves it. */
export interface TrafficPlan {
    /** Names of the Services; callers use the first. */
    readonly services: readonly string[];
    /** Name of a Service that selects the pods of every version at any time. Absent: those of `services` do. */
    readonly podsService?: string;
    /** Sets of pods between which routes choose. Empty: all pods are alike. */
    readonly subsets: readonly Subset[];
    /** Where a route sends requests; with several destinations their weights sum to 100. */
    readonly destinations: readonly WeightedDestination[];
    /** Routes of requests with a header, which come before the weights. */
    readonly headerRoutes: readonly HeaderRoute[];
    /** Gets copies of requests; its answers are dropped. */
    readonly mirror?: { readonly subset: string; readonly percent: number };
    readonly runTimeFields: RunTimeFields;
    /** How a Rollout replaces versions; absent where Kubernetes' own controllers own the pods. */
    readonly rollout?: (routes: RolloutRoutes) => RolloutStrategy;
    /** What a new version is judged by. Absent: no analysis. */
    readonly analysis?: AnalysisConfig;
    /** Seconds until a request is aborted, its retries included. */
    readonly timeoutSeconds: number;
    /** Further tries of a request that did not reach the model. */
    readonly retries: number;
    /** Seconds until one try is given up. Absent: no limit but the request's. */
    readonly tryTimeoutSeconds?: number;
    /** Deliberate faults. */
    readonly fault?: FaultConfig;
}

export interface Subset {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
}

export interface WeightedDestination {
    /** Absent: any pod. */
    readonly subset?: string;
    /** In percent. Absent: the only destination. */
    readonly weight?: number;
}

export interface HeaderRoute {
    readonly version: string;
    readonly header: HeaderMatch;
}

/** Fields that a controller changes at run time; an update must leave exactly these alone. */
export interface RunTimeFields {
    readonly services: readonly string[];
    readonly destinationRules: readonly string[];
    readonly virtualService: readonly string[];
}

/** Objects that a Rollout refers to. */
export interface RolloutRoutes {
    /** Names of the VirtualService's routes whose weights it shifts. */
    readonly routes: readonly string[];
    /** Name of the AnalysisTemplate. */
    readonly analysis: string;
}

export type RolloutStrategy = NonNullable<NonNullable<IRollout["spec"]>["strategy"]>;
