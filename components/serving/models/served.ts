import { type ModelConfig, modelPrefix, type ServedVersions } from "../../../config/serving/model";
import { type Access } from "../../platform";
import { sha256 } from "../../kubernetes/names";

/** A model as the pods of one version of a workload get it. */
export interface ServedModel {
    readonly name: string;
    /** Key prefix of its versions in the models store; ends with a slash. */
    readonly prefix: string;
    readonly versions: ServedVersions;
    readonly labels: Readonly<Record<string, number>>;
    readonly digests: Readonly<Record<string, string>>;
    readonly framework: string;
}

/** Where model files appear in the container, one folder per model. */
export const modelsPath = "/models";

/** The models of a stack file, sorted by name. */
export function servedModels(models: Readonly<Record<string, ModelConfig>>): readonly ServedModel[] {
    return Object.entries(models)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, model]) => ({
            name,
            prefix: modelPrefix(name, model),
            versions: model.versions,
            labels: model.labels,
            digests: model.digests,
            framework: model.framework,
        }));
}

/** What the pods' identity may read: the prefixes of the models that they serve, and nothing else. */
export function modelAccess(models: readonly Pick<ServedModel, "prefix">[]): readonly Access[] {
    const prefixes = models.map(({ prefix }) => prefix);
    return [...new Set(prefixes)].sort().map((prefix) => ({ kind: "read-objects", store: "models", prefix }));
}

/**
 * One digest for the models of a pod: that of the model version itself when there is only one, else of the list of all.
 * Undefined when the stack file pins no digest for one of them.
 */
export function modelDigest(models: readonly ServedModel[]): string | undefined {
    const lines: string[] = [];
    for (const model of models) {
        const versions = Array.isArray(model.versions) ? model.versions : [];
        for (const version of versions) {
            const digest = model.digests[String(version)];
            if (digest === undefined) {
                return undefined;
            }
            lines.push(`${model.name}/${version} ${digest}`);
        }
        if (versions.length === 0) {
            return undefined;
        }
    }
    const [first, ...more] = lines;
    if (first === undefined) {
        return undefined;
    }
    return more.length === 0 ? first.split(" ")[1] : `sha256:${sha256(lines.sort().join("\n"))}`;
}
