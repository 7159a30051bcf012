import { type Fault } from "../../../config/fault";
import { type ModelConfig } from "../../../config/serving/model";
import { type ServingConfig } from "../../../config/serving/serving";
import { type TrafficConfig, type WeightedVersion } from "../../../config/serving/traffic";
import { digestFaults } from "../../../config/serving/image";
import { servedModels } from "../models/served";
import { imagesNeedDigests } from "../pod/faults";
import { boundsOf } from "../scaling/bounds";
import { surgeOf } from "./rollingUpdate";
import { type TrafficStrategy } from "./strategy";

/**
 * Several versions side by side with fixed weights. Each has a controller, an autoscaler and a disruption budget of its own,
 * and its pods are a subset that routes name.
 */
export const weighted: TrafficStrategy = {
    keys: ["versions", "mirror"],
    controller: { plain: "Deployment", volumePerPod: "StatefulSet" },
    runTimeFields: { services: [], destinationRules: [], virtualService: [] },
    faults: (path, config, stack) => [
        ...versionFaults(`${path}.traffic`, config),
        ...mirrorFaults(`${path}.traffic`, config.traffic),
        ...imageFaults(`${path}.traffic`, config.traffic, imagesNeedDigests(stack)),
        ...(config.minAvailable === undefined
            ? []
            : [
                  {
                      path: `${path}.minAvailable`,
                      reason: "is not for strategy weighted: each version keeps all pods but one",
                  },
              ]),
    ],
    derivedNames: (workload, traffic) =>
        versionsOf(traffic).map(([version]) => ({
            key: `traffic.versions.${version}`,
            name: releaseName(workload, version),
        })),
    releases: ({ name, config, image }) =>
        versionsOf(config.traffic).map(([version, settings]) => ({
            name: releaseName(name, version),
            version,
            weight: settings.weight,
            ownLabels: { version },
            image: settings.image ?? image,
            models: servedModels(changed(config.models, settings)),
            bounds: boundsOf(config.scaling, settings.weight),
            // A number for the whole workload would not say how many pods of one version must stay.
            disruptionBudget: { maxUnavailable: 1 },
        })),
    rolloutPods: surgeOf,
    services: (workload) => [workload],
    podsService: () => undefined,
    subsets: (_workload, traffic) => versionsOf(traffic).map(([version]) => ({ name: version, labels: { version } })),
    destinations: (traffic) => versionsOf(traffic).map(([subset, { weight }]) => ({ subset, weight })),
    headerRoutes: (traffic) =>
        versionsOf(traffic).flatMap(([version, { header }]) => (header === undefined ? [] : [{ version, header }])),
    mirror: ({ mirror }) =>
        mirror?.version === undefined ? undefined : { subset: mirror.version, percent: mirror.percent },
    rollout: () => undefined,
    analysis: () => undefined,
};

function versionsOf({ versions = {} }: TrafficConfig): [string, WeightedVersion][] {
    return Object.entries(versions);
}

function releaseName(workload: string, version: string): string {
    return `${workload}-${version}`;
}

/** The workload's models with the settings that one version changes. */
function changed(
    models: Readonly<Record<string, ModelConfig>>,
    version: WeightedVersion,
): Readonly<Record<string, ModelConfig>> {
    return Object.fromEntries(
        Object.entries(models).map(([name, model]) => [name, { ...model, ...stated(version.models[name] ?? {}) }]),
    );
}

function stated<T extends object>(value: T): Partial<T> {
    return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<T>;
}

function versionFaults(at: string, { models: served, traffic }: ServingConfig): readonly Fault[] {
    const versions = versionsOf(traffic);
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
            if (!Object.hasOwn(served, model)) {
                const known = Object.keys(served).join(", ") || "none";
                faults.push({
                    path: `${at}.versions.${version}.models.${model}`,
                    reason: `changes a model that the workload does not serve: must be one of ${known}`,
                });
            }
        }
    }
    return faults;
}

function mirrorFaults(at: string, { mirror, versions = {} }: TrafficConfig): readonly Fault[] {
    if (mirror === undefined || Object.hasOwn(versions, mirror.version ?? "")) {
        return [];
    }
    const known = Object.keys(versions).join(", ");
    const stands = mirror.version === undefined ? "is missing" : `is "${mirror.version}"`;
    return [{ path: `${at}.mirror.version`, reason: `${stands}: must be one of ${known}` }];
}

function imageFaults(at: string, traffic: TrafficConfig, needDigests: boolean): readonly Fault[] {
    return versionsOf(traffic).flatMap(([version, { image }]) =>
        image === undefined ? [] : digestFaults(`${at}.versions.${version}.image`, image, needDigests),
    );
}
