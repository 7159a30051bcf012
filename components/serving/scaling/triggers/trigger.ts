import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { type Fault } from "../../../../config/fault";
import { type ScalingConfig } from "../../../../config/serving/scaling";
import { type Queues } from "../../../cloud";
import { type Vocabulary } from "../../queries/words";

export type KedaTrigger = IScaledObject["spec"]["triggers"][number];
type Labels = Readonly<Record<string, string>>;

/** Keys of `scaling` that switch a trigger on. */
export type TriggerKey = Exclude<keyof ScalingConfig, "min" | "max" | "fallbackReplicas">;

/** Setting in the stack file of a trigger that is on. */
export type Setting<K extends TriggerKey> = Exclude<ScalingConfig[K], false | undefined>;

/** The version that a trigger scales. */
export interface ScaledRelease {
    /** Labels of the workload's series. */
    readonly workload: Labels;
    /** Labels of the version's series. */
    readonly release: Labels;
    /** Share of requests in percent. */
    readonly weight: number;
    /** Whether the version may have no pods at all. */
    readonly idles: boolean;
    readonly prometheusUrl: string;
    readonly queues: Queues;
    /** Name of the TriggerAuthentication. */
    readonly authentication: string;
}

/** What a trigger's setting is checked against. */
export interface TriggerSurroundings {
    /** Most pods of the workload. */
    readonly max: number;
    readonly hasGpu: boolean;
    /** What queries of the user's own may ask for. */
    readonly vocabulary: Vocabulary;
}

/**
 * A reason to change the number of pods. A further one is its key in `config/serving/scaling.ts`, a file that implements
 * this, and a row in `triggers.ts`.
 */
export interface ScalingTrigger<S> {
    /** Whether KEDA asks for its metric itself: only then can it fall back to a number of pods while the metric is absent. */
    readonly fallsBack: boolean;
    /** Whether it works while there are no pods, so that it can start the first one. */
    readonly startsFromZero: boolean;
    /** Whether it needs a server that queues requests. */
    readonly needsQueue: boolean;
    /** Whether it needs a TriggerAuthentication. */
    readonly authenticated: boolean;
    /** Settings that cannot work; `at` is the trigger's own key path. */
    faults(at: string, setting: S, surroundings: TriggerSurroundings): readonly Fault[];
    /** In the form of KEDA's API. */
    render(setting: S, of: ScaledRelease): readonly KedaTrigger[];
}
