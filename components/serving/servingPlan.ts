import { type Environment } from "../../config/names";
import { isScaled, scalingFor } from "../../config/serving/scaling";
import { type ServingConfig } from "../../config/serving/serving";
import { type Slo, sloFor } from "../../config/serving/slo";
import { type AnalysisConfig } from "../../config/serving/traffic";
import { callersOf, gatewayOf } from "./access/callers";
import { type Surface } from "./access/surface";
import { deliveries } from "./models/deliveries";
import { type MetricsEndpoint, type Release, type ReleaseBase, type ServingPlan } from "./plan";
import { workloadPlan } from "./pod/plan";
import { restartsWithSecrets } from "./pod/secretChanges";
import { scalingPlan } from "./scaling/plan";
import { rolloutMinutes } from "./observation/rolloutMinutes";
import { progressDeadlineSeconds } from "./server/controller";
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
export function servingPlan(
    name: string,
    config: ServingConfig,
    environment: Environment,
    kind: ServerKind,
): ServingPlan {
    const { surface, metrics, image } = kind;
    const { ports } = surface;
    const input = { name, namespace: config.namespace, config, image };
    const releases = strategies[config.traffic.strategy]
        .releases(input)
        .map((release) => ({ ...release, ...kind.program(release) }));
    const gateway = gatewayOf(name, surface, config);
    const scaling = scalingPlan(scalingFor(config.scaling, config.accelerator !== undefined), metrics.queue);
    const traffic = trafficPlan(input);
    const controller = controllerOf(config);
    const slo = sloFor(config.slo, environment);
    const deadline = Math.max(...releases.map(progressDeadlineSeconds));
    return {
        ...workloadPlan(name, config, releases),
        ports,
        metrics,
        controller,
        rollingUpdate: rollingUpdateOf(config),
        restartsWithSecrets: restartsWithSecrets(config),
        callers: callersOf({ name, ports }, config),
        ...(surface.predictionPaths[0] !== undefined && { predictionPath: surface.predictionPaths[0] }),
        ...(surface.predictionMethod !== undefined && { predictionMethod: surface.predictionMethod }),
        ...(gateway !== undefined && { gateway }),
        traffic,
        ...(slo !== undefined && { slo }),
        alerts: config.alerts,
        ...(controller === "Rollout" && { rolloutMinutes: rolloutMinutes(config.traffic, traffic.analysis, deadline) }),
        latencyTargetsMs: latencyTargets(config, traffic.analysis, slo),
        ...(scaling !== undefined && { scaling }),
    };
}

function latencyTargets(
    { scaling, alerts }: ServingConfig,
    analysis: AnalysisConfig | undefined,
    slo: Slo | undefined,
): readonly number[] {
    const targets = [
        isScaled(scaling) && scaling.latencyP95Ms,
        analysis?.maxLatencyP95Ms,
        slo?.latencyP95Ms,
        alerts.latencyP95Ms,
    ];
    return [...new Set(targets.filter((target) => typeof target === "number"))];
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
