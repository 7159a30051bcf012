import { isScaled, scalingFor } from "../../config/serving/scaling";
import { type ServingConfig } from "../../config/serving/serving";
import { type AnalysisConfig } from "../../config/serving/traffic";
import { callersOf, gatewayOf } from "./access/callers";
import { type Surface } from "./access/surface";
import { deliveries } from "./models/deliveries";
import { type MetricsEndpoint, type Release, type ReleaseBase, type ServingPlan } from "./plan";
import { workloadPlan } from "./pod/plan";
import { scalingPlan } from "./scaling/plan";
import { type ControllerKind } from "./server/controllerKinds";
import { rollingUpdateOf } from "./traffic/rollingUpdate";
import { strategies, trafficPlan } from "./traffic/strategies";

/** What a kind adds to the part of the stack file that all serving kinds share. */
export interface ServerKind {
    /** Image of versions that have none of their own. */
    readonly image: string;
    readonly surface: Surface;
    readonly metrics: MetricsEndpoint;
    /** What the main container of a version runs. */
    program(release: ReleaseBase): Pick<Release, "program" | "files">;
}

/** Resolves a workload's part of the stack file into what its objects are created from. */
export function servingPlan(name: string, config: ServingConfig, kind: ServerKind): ServingPlan {
    const { surface, metrics, image } = kind;
    const { ports } = surface;
    const input = { name, namespace: config.namespace, config, image };
    const releases = strategies[config.traffic.strategy]
        .releases(input)
        .map((release) => ({ ...release, ...kind.program(release) }));
    const gateway = gatewayOf(name, surface, config);
    const scaling = scalingPlan(scalingFor(config.scaling, config.accelerator !== undefined), metrics.queue);
    const traffic = trafficPlan(input);
    return {
        ...workloadPlan(name, config, releases),
        ports,
        metrics,
        controller: controllerOf(config),
        rollingUpdate: rollingUpdateOf(config),
        callers: callersOf({ name, ports }, config),
        ...(gateway !== undefined && { gateway }),
        traffic,
        latencyTargetsMs: latencyTargets(config, traffic.analysis),
        ...(scaling !== undefined && { scaling }),
    };
}

function latencyTargets({ scaling }: ServingConfig, analysis: AnalysisConfig | undefined): readonly number[] {
    const scaled = isScaled(scaling) && scaling.latencyP95Ms !== false ? [scaling.latencyP95Ms] : [];
    return [...new Set([...scaled, ...(analysis === undefined ? [] : [analysis.maxLatencyP95Ms])])];
}

/**
 * What owns the pods of a version.
 *
 * @throws Error when the strategy cannot keep a volume per pod; the stack file's checks reject that before.
 */
function controllerOf({ traffic, modelVolume }: ServingConfig): ControllerKind {
    const { plain, volumePerPod } = strategies[traffic.strategy].controller;
    const kind = deliveries[modelVolume.kind].claimTemplate === undefined ? plain : volumePerPod;
    if (kind === undefined) {
        throw new Error(`strategy ${traffic.strategy} cannot keep the volume per pod of ${modelVolume.kind}`);
    }
    return kind;
}
