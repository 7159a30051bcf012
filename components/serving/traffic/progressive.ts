import { type Fault } from "../../../config/fault";
import { type ServingConfig } from "../../../config/serving/serving";
import { analysisOf, type StepConfig, stepsOf, type TrafficConfig } from "../../../config/serving/traffic";
import { hashArguments } from "./analysis";
import { oneRelease, oneReleaseFaults } from "./oneRelease";
import { type RolloutRoutes, type RolloutStrategy } from "./plan";
import { type TrafficStrategy } from "./strategy";

type Canary = NonNullable<RolloutStrategy["canary"]>;
type Step = NonNullable<Canary["steps"]>[number];

/** Subsets between which requests shift; the Rollout's controller fills in their pods. */
const subsets = { stable: "stable", canary: "canary" } as const;

/** Routes that the controller adds and removes by itself; never the ones of the VirtualService as written here. */
const headerRoute = "canary-header";
const mirrorRoute = "canary-mirror";

/** A new version takes over step by step; analysis judges it and rolls it back when it is worse. */
export const progressive: TrafficStrategy = {
    keys: ["steps", "header", "analysis", "maxSurgePercent", "mirror", "shrinkStable"],
    controller: { plain: "Rollout", volumePerPod: undefined },
    // The controller shifts the weights of the routes and sets the labels of the subsets.
    runTimeFields: { services: [], destinationRules: ["spec.subsets"], virtualService: ["spec.http"] },
    faults: (path, config) => [
        ...stepFaults(`${path}.traffic`, config),
        ...mirrorFaults(`${path}.traffic`, config.traffic),
        ...managedRouteFaults(`${path}.traffic`, config),
        ...oneReleaseFaults(path, config),
    ],
    derivedNames: () => [],
    releases: oneRelease,
    rolloutPods: (pods, { traffic }) => rolloutPods(pods, traffic),
    services: (workload) => [workload],
    podsService: () => undefined,
    subsets: (workload) => Object.values(subsets).map((name) => ({ name, labels: { app: workload } })),
    // Where a rollout begins; its controller shifts the weights.
    destinations: () => [
        { subset: subsets.stable, weight: 100 },
        { subset: subsets.canary, weight: 0 },
    ],
    // Header and mirror are steps of the Rollout, which adds these routes.
    headerRoutes: () => [],
    mirror: () => undefined,
    rollout: (workload, traffic) => (routes) => ({ canary: canary(workload, traffic, routes) }),
    analysis: (traffic) => analysisOf(traffic, "proceed"),
};

function canary(workload: string, traffic: TrafficConfig, { routes, analysis }: RolloutRoutes): Canary {
    const steps = canarySteps(traffic, analysis);
    const managed = [
        ...(traffic.header !== undefined ? [{ name: headerRoute }] : []),
        ...(traffic.mirror !== undefined ? [{ name: mirrorRoute }] : []),
    ];
    return {
        maxSurge: `${traffic.maxSurgePercent ?? 25}%`,
        maxUnavailable: 0,
        ...stableScale(traffic),
        trafficRouting: {
            ...(managed.length > 0 && { managedRoutes: managed }),
            istio: {
                virtualService: { name: workload, routes: [...routes] },
                destinationRule: {
                    name: workload,
                    canarySubsetName: subsets.canary,
                    stableSubsetName: subsets.stable,
                },
            },
        },
        steps,
        analysis: {
            templates: [{ templateName: analysis }],
            startingStep: backgroundStart(steps),
            args: hashArguments,
        },
    };
}

/** Seconds that the stable version's pods stay after the last shift: proxies still send them requests. */
const scaleDownDelaySeconds = 60;

/**
 * The stable version keeps its pods until the new one has all requests, unless the stack file asks for the GPUs: pods that
 * go as soon as weights are written go before every proxy has read them. The controller refuses a delay beside it.
 */
function stableScale({
    shrinkStable = false,
}: TrafficConfig): Pick<Canary, "dynamicStableScale" | "scaleDownDelaySeconds"> {
    return shrinkStable ? { dynamicStableScale: true } : { scaleDownDelaySeconds };
}

/**
 * The controller scales the new version to its next weight before it shifts requests, whatever `maxSurge` says; the old one keeps
 * all pods, or with `shrinkStable` those of its share of the requests so far. Source: argo-rollouts 1.9
 * `utils/replicaset/canary.go`, CalculateReplicaCountsForTrafficRoutedCanary.
 */
function rolloutPods(pods: number, traffic: TrafficConfig): number {
    const share = (percent: number) => Math.ceil((pods * percent) / 100);
    const steps = stepsOf(traffic).filter((step) => step !== "analysis");
    const together = steps.map(({ weight, replicas = share(weight) }, i) => {
        const shifted = steps[i - 1]?.weight ?? 0;
        return replicas + (traffic.shrinkStable === true ? share(100 - shifted) : pods);
    });
    return Math.max(...together) - pods;
}

/** The background analysis begins with the second weight: requests of the first one have been measured by then. */
function backgroundStart(steps: readonly Step[]): number {
    const weights = steps.flatMap((step, i) => (step.setWeight === undefined ? [] : [i]));
    return weights[1] ?? weights[0] ?? 0;
}

function canarySteps(traffic: TrafficConfig, analysis: string): Step[] {
    const steps: Step[] = [];
    let fixedScale = false;
    for (const step of stepsOf(traffic)) {
        if (step === "analysis") {
            steps.push({ analysis: { templates: [{ templateName: analysis }], args: hashArguments } });
            continue;
        }
        if (step.replicas !== undefined) {
            steps.push({ setCanaryScale: { replicas: step.replicas } });
            fixedScale = true;
        } else if (fixedScale) {
            steps.push({ setCanaryScale: { matchTrafficWeight: true } });
            fixedScale = false;
        }
        const first = !steps.some((earlier) => earlier.setWeight !== undefined);
        steps.push({ setWeight: step.weight });
        if (first) {
            // Routes to the new version need its pods, which the first weight has started.
            steps.push(...routeSteps(traffic));
        }
        steps.push(...pause(step));
    }
    return steps;
}

function routeSteps({ header, mirror }: TrafficConfig): Step[] {
    const steps: Step[] = [];
    if (header !== undefined) {
        const match = [{ headerName: header.name, headerValue: { exact: header.value } }];
        steps.push({ setHeaderRoute: { name: headerRoute, match } });
    }
    if (mirror !== undefined) {
        const match = [{ path: { prefix: "/" } }];
        steps.push({ setMirrorRoute: { name: mirrorRoute, percentage: mirror.percent, match } });
    }
    return steps;
}

function pause(step: Exclude<StepConfig, "analysis">): Step[] {
    return step.pauseSeconds === undefined ? [] : [{ pause: { duration: `${step.pauseSeconds}s` } }];
}

function stepFaults(at: string, { traffic, scaling }: ServingConfig): readonly Fault[] {
    const steps = stepsOf(traffic);
    const weights = steps.flatMap((step) => (step === "analysis" ? [] : [step.weight]));
    const faults: Fault[] = [];
    if (steps[0] === "analysis") {
        faults.push({
            path: `${at}.steps[0]`,
            reason: "is an analysis before any weight: the new version would not have pods; begin with a weight",
        });
    }
    if (weights.some((weight, i) => i > 0 && weight <= (weights[i - 1] ?? 0))) {
        faults.push({
            path: `${at}.steps`,
            reason: `has weights ${weights.join(", ")}: each must be greater than the one before`,
        });
    }
    steps.forEach((step, i) => {
        const share = step === "analysis" ? 0 : Math.ceil((scaling.min * step.weight) / 100);
        if (step !== "analysis" && step.replicas !== undefined && step.replicas < share) {
            faults.push({
                path: `${at}.steps[${i}].replicas`,
                reason:
                    `is ${step.replicas}, which would get ${step.weight} % of the requests of at least ${scaling.min} pods: ` +
                    `must be ${share} or more; absent: as many as the weight asks for`,
            });
        }
    });
    if (weights.at(-1) !== 100 || steps.at(-1) === "analysis") {
        faults.push({
            path: `${at}.steps`,
            reason: "does not end with weight 100: the new version would never take over",
        });
    }
    return faults;
}

/**
 * The controller's routes for header and mirror stand above all others, have no gateway, path or rewrite, and lead to the
 * port of the first route: they would catch requests that come in through the gateway.
 */
function managedRouteFaults(at: string, { traffic, gateway }: ServingConfig): readonly Fault[] {
    return gateway === undefined
        ? []
        : (["header", "mirror"] as const)
              .filter((key) => traffic[key] !== undefined)
              .map((key) => ({
                  path: `${at}.${key}`,
                  reason:
                      'does not work with "gateway": the route that the rollout adds would also catch requests from ' +
                      "outside, without their port and path; leave one of them out",
              }));
}

function mirrorFaults(at: string, { mirror }: TrafficConfig): readonly Fault[] {
    return mirror?.version === undefined
        ? []
        : [{ path: `${at}.mirror.version`, reason: "is not for strategy progressive: copies go to the new version" }];
}
