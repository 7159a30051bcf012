import { type Fault } from "../../config/fault";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { platformFacts } from "../../config/platformFacts";
import { type PodCount, podsOf } from "../../config/serving/podCount";
import { isScaled } from "../../config/serving/scaling";
import { type ServingConfig } from "../../config/serving/serving";
import { sloFor } from "../../config/serving/slo";
import { callerFaults } from "./access/callers";
import { gatewayFaults } from "./access/gatewayFaults";
import { type Surface } from "./access/surface";
import { deliveries, deliveriesThat } from "./models/deliveries";
import { type MetricsEndpoint } from "./plan";
import { podFaults } from "./pod/faults";
import { checkFaults, metricFaults } from "./queries/faults";
import { vocabularyOf } from "./queries/vocabulary";
import { secretChangeFaults } from "./pod/secretChanges";
import { scalingFaults } from "./scaling/faults";
import { trafficFaults } from "./traffic/faults";
import { strategies, strategiesThat } from "./traffic/strategies";
import { type TrafficStrategy } from "./traffic/strategy";

/** What no schema can check: combinations of keys, and keys against the rest of the stack file. */
export function servingFaults(
    name: string,
    config: ServingConfig,
    surface: Surface,
    stack: PlatformConfig,
    metrics: MetricsEndpoint,
): readonly Fault[] {
    const path = `workloads.${name}`;
    const vocabulary = vocabularyOf(config, metrics, stack.addons.monitoring.retentionDays);
    const surroundings = { hasGpu: config.accelerator !== undefined, hasQueue: metrics.queue, vocabulary };
    return collectFaults(
        () => podFaults(name, config, stack),
        () => secretChangeFaults(path, config, stack),
        () => trafficFaults(path, config, stack),
        () => metricFaults(path, config),
        () => checkFaults(path, config, vocabulary),
        () => cacheFaults(path, config),
        () => scalingFaults(`${path}.scaling`, config.scaling, surroundings),
        () => queueFaults(path, config, stack),
        () => rollingUpdateFaults(path, config),
        () => gatewayFaults(path, config, surface, stack),
        () => rolloutsFaults(path, config, stack),
        () => nameFaults(name, config, stack),
        () => callerFaults(path, config, surface.ports),
        () => sloFaults(path, config, stack),
    );
}

const usesRollouts = ({ controller }: TrafficStrategy) => controller.plain === "Rollout";
const keepsVolumePerPod = ({ modelVolume }: ServingConfig) => deliveries[modelVolume.kind].claimTemplate !== undefined;

/** A volume per pod needs a controller that keeps it. */
function cacheFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { kind } = config.modelVolume;
    const { strategy } = config.traffic;
    if (!keepsVolumePerPod(config) || strategies[strategy].controller.volumePerPod !== undefined) {
        return [];
    }
    const others = deliveriesThat(({ claimTemplate }) => claimTemplate === undefined);
    return [
        {
            path: `${path}.modelVolume.kind`,
            reason: `is ${kind}, a volume per pod that strategy ${strategy} cannot keep: use ${others}`,
        },
    ];
}

/** Queues are a service that not every platform has. */
function queueFaults(path: string, { scaling }: ServingConfig, { platform }: PlatformConfig): readonly Fault[] {
    const { hasQueues, called } = platformFacts[platform.kind];
    return !hasQueues && isScaled(scaling) && scaling.sqs !== undefined
        ? [
              {
                  path: `${path}.scaling.sqs`,
                  reason: `is a queue of a cloud, which ${called} does not have: remove it`,
              },
          ]
        : [];
}

function rollingUpdateFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { rollingUpdate, traffic, modelVolume } = config;
    const at = `${path}.rollingUpdate`;
    if (rollingUpdate === undefined) {
        return [];
    }
    if (usesRollouts(strategies[traffic.strategy])) {
        return [
            {
                path: at,
                reason: `is not for strategy ${traffic.strategy}, which replaces pods its own way: leave it out`,
            },
        ];
    }
    if (keepsVolumePerPod(config)) {
        return [
            { path: at, reason: `is not for a ${modelVolume.kind}, whose pods are replaced one by one: leave it out` },
        ];
    }
    // The API server refuses both as zero; a share that rounds down to none is one pod.
    const none = (count: PodCount) => podsOf(count, 1) === 0;
    return none(rollingUpdate.maxUnavailable) && none(rollingUpdate.maxSurge)
        ? [{ path: at, reason: "allows neither fewer nor more pods: raise maxUnavailable or maxSurge" }]
        : [];
}

/** A strategy whose add-on is switched off cannot work. */
function rolloutsFaults(path: string, { traffic }: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    if (!usesRollouts(strategies[traffic.strategy]) || stack.addons.rollouts.enabled) {
        return [];
    }
    const others = strategiesThat((strategy) => !usesRollouts(strategy));
    return [
        {
            path: `${path}.traffic.strategy`,
            reason: `is ${traffic.strategy}, and "addons.rollouts.enabled" is false: switch it on, or use ${others}`,
        },
    ];
}

/** A StatefulSet's name and the hash of a revision make a label of at most 63 characters. */
const longestStatefulSet = 52;
/** KEDA names its autoscaler `keda-hpa-<name>`, and that is a label too. Source: KEDA 2.20 scaledobject_webhook.go, verifyName. */
const longestScaled = 54;

/** Names of objects that follow from the workload's must be free, and short enough. */
function nameFaults(name: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    const { strategy } = config.traffic;
    return strategies[strategy].derivedNames(name, config.traffic).flatMap(({ key, name: object }) => {
        const path = `workloads.${name}.${key}`;
        if (Object.hasOwn(stack.workloads, object)) {
            return [{ path, reason: `makes objects named "${object}", and so does that workload: rename one of them` }];
        }
        if (keepsVolumePerPod(config) && object.length > longestStatefulSet) {
            return [
                {
                    path,
                    reason: `makes "${object}", longer than the ${longestStatefulSet} characters of a StatefulSet`,
                },
            ];
        }
        return isScaled(config.scaling) && object.length > longestScaled
            ? [{ path, reason: `makes "${object}", longer than the ${longestScaled} characters that KEDA can scale` }]
            : [];
    });
}

/** A budget over more days than metrics are kept would forget failures. */
function sloFaults(path: string, config: ServingConfig, { environment, addons }: PlatformConfig): readonly Fault[] {
    const { retentionDays } = addons.monitoring;
    const slo = sloFor(config.slo, environment);
    return slo === undefined || slo.windowDays <= retentionDays
        ? []
        : [
              {
                  path: `${path}.slo.window`,
                  reason:
                      `is ${slo.windowDays}d, and addons.monitoring.retentionDays keeps metrics for ${retentionDays}: choose ` +
                      "a shorter window, or keep metrics at least as long",
              },
          ];
}
