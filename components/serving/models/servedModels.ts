import { type ModelConfig, modelPrefix } from "../../../config/serving/model";
import { type WeightedVersion } from "../../../config/serving/traffic";
import { type ServingConfig } from "../../../config/serving/serving";
import { type Release, type ServedModel } from "../plan";

/** A version of the workload before its kind adds the program. */
export type ReleaseBase = Omit<Release, "server" | "files">;

/** The versions a workload serves: those of its traffic, or the one it names itself. */
export function releasesOf(config: ServingConfig, image: string): readonly ReleaseBase[] {
    if (config.traffic.strategy !== "weighted") {
        return [{ version: config.version, weight: 100, image, models: servedModels(config.models) }];
    }
    return Object.entries(config.traffic.versions ?? {}).map(([name, version]) => ({
        version: name,
        weight: version.weight,
        ...(version.header !== undefined && { header: version.header }),
        image: version.image ?? image,
        models: servedModels(changed(config.models, version)),
    }));
}

/** The workload's models with what one version says differently. */
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

function servedModels(models: Readonly<Record<string, ModelConfig>>): readonly ServedModel[] {
    return Object.keys(models)
        .sort()
        .flatMap((name) => {
            const model = models[name];
            return model === undefined
                ? []
                : [
                      {
                          name,
                          prefix: modelPrefix(name, model),
                          versions: model.versions,
                          labels: model.labels,
                          digests: model.digests,
                          framework: model.framework,
                      },
                  ];
        });
}
