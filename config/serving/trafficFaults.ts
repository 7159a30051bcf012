import { type Fault } from "../fault";
import { type Environment } from "../names";
import { type ServingConfig } from "./serving";
import { stepsOf, type TrafficConfig, type TrafficStrategy } from "./traffic";

/** Keys that only mean something to some strategies; for others they would be read and ignored. */
const strategiesOf: Readonly<Partial<Record<keyof TrafficConfig, readonly TrafficStrategy[]>>> = {
    versions: ["weighted"],
    steps: ["progressive"],
    header: ["progressive"],
    analysis: ["progressive", "blue-green"],
    maxSurgePercent: ["progressive"],
    autoPromote: ["blue-green"],
    previewReplicas: ["blue-green"],
    mirror: ["weighted", "progressive"],
};

/** Combinations of traffic settings that cannot work, each with what to do. */
export function trafficFaults(path: string, config: ServingConfig, environment: Environment): readonly Fault[] {
    const at = `${path}.traffic`;
    return [
        ...strategyFaults(at, config.traffic),
        ...versionFaults(at, config),
        ...stepFaults(at, config.traffic),
        ...mirrorFaults(at, config.traffic),
        ...injectionFaults(at, config.traffic, environment),
        ...cacheFaults(path, config),
    ];
}

function strategyFaults(at: string, traffic: TrafficConfig): readonly Fault[] {
    return Object.entries(strategiesOf).flatMap(([key, strategies]) =>
        traffic[key as keyof TrafficConfig] === undefined || strategies.includes(traffic.strategy)
            ? []
            : [
                  {
                      path: `${at}.${key}`,
                      reason:
                          `belongs to strategy ${strategies.join(" or ")}, and this is ${traffic.strategy}: ` +
                          "leave it out, or change the strategy",
                  },
              ],
    );
}

function versionFaults(at: string, config: ServingConfig): readonly Fault[] {
    const { traffic } = config;
    if (traffic.strategy !== "weighted") {
        return [];
    }
    const versions = Object.entries(traffic.versions ?? {});
    if (versions.length < 2) {
        return [
            {
                path: `${at}.versions`,
                reason: `has ${versions.length === 1 ? "one version" : "no versions"}: strategy weighted needs at least two`,
            },
        ];
    }
    const faults: Fault[] = [];
    const sum = versions.reduce((total, [, version]) => total + version.weight, 0);
    if (sum !== 100) {
        faults.push({ path: `${at}.versions`, reason: `has weights that sum to ${sum}: must be exactly 100` });
    }
    const headers = versions.flatMap(([, { header }]) =>
        header === undefined ? [] : [`${header.name}: ${header.value}`],
    );
    for (const twice of new Set(headers.filter((header, i) => headers.indexOf(header) !== i))) {
        faults.push({
            path: `${at}.versions`,
            reason: `has two versions for the header "${twice}": one would never match`,
        });
    }
    for (const [version, { models }] of versions) {
        for (const model of Object.keys(models)) {
            if (!Object.hasOwn(config.models, model)) {
                const known = Object.keys(config.models).join(", ") || "none";
                faults.push({
                    path: `${at}.versions.${version}.models.${model}`,
                    reason: `changes a model that the workload does not serve: must be one of ${known}`,
                });
            }
        }
    }
    return faults;
}

function stepFaults(at: string, traffic: TrafficConfig): readonly Fault[] {
    if (traffic.strategy !== "progressive") {
        return [];
    }
    const steps = stepsOf(traffic);
    const weights = steps.flatMap((step) => (step === "analysis" ? [] : [step.weight]));
    const faults: Fault[] = [];
    if (weights.some((weight, i) => i > 0 && weight <= (weights[i - 1] ?? 0))) {
        faults.push({
            path: `${at}.steps`,
            reason: `has weights ${weights.join(", ")}: each must be greater than the one before`,
        });
    }
    if (weights.at(-1) !== 100 || steps.at(-1) === "analysis") {
        faults.push({
            path: `${at}.steps`,
            reason: "does not end with weight 100: the new version would never take over",
        });
    }
    return faults;
}

function mirrorFaults(at: string, traffic: TrafficConfig): readonly Fault[] {
    const { mirror, strategy, versions } = traffic;
    if (mirror === undefined) {
        return [];
    }
    if (strategy === "weighted" && !Object.hasOwn(versions ?? {}, mirror.version ?? "")) {
        const known = Object.keys(versions ?? {}).join(", ");
        const stands = mirror.version === undefined ? "is missing" : `is "${mirror.version}"`;
        return [{ path: `${at}.mirror.version`, reason: `${stands}: must be one of ${known}` }];
    }
    if (strategy === "progressive" && mirror.version !== undefined) {
        return [
            { path: `${at}.mirror.version`, reason: "is not for strategy progressive: copies go to the new version" },
        ];
    }
    return [];
}

function injectionFaults(at: string, traffic: TrafficConfig, environment: Environment): readonly Fault[] {
    const { fault } = traffic;
    if (fault === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    if (fault.delay === undefined && fault.abort === undefined) {
        faults.push({ path: `${at}.fault`, reason: "injects nothing: add delay or abort, or leave it out" });
    }
    if (
        fault.abort !== undefined &&
        (fault.abort.httpStatus === undefined) === (fault.abort.grpcStatus === undefined)
    ) {
        faults.push({ path: `${at}.fault.abort`, reason: "must have either httpStatus or grpcStatus" });
    }
    if (environment === "production" && !fault.evenInProduction) {
        faults.push({
            path: `${at}.fault`,
            reason: "breaks requests on purpose in a production stack: leave it out, or say evenInProduction: true as well",
        });
    }
    return faults;
}

function cacheFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { strategy } = config.traffic;
    if (config.modelVolume.kind !== "persistent-cache" || strategy === "single" || strategy === "weighted") {
        return [];
    }
    return [
        {
            path: `${path}.modelVolume.kind`,
            reason: `is persistent-cache, a volume per pod that strategy ${strategy} cannot keep: use sync or mount`,
        },
    ];
}
