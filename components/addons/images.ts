import { type ImageRules } from "../inCluster";
import { type ImageSources, resolveImage, rewritten, type StackImages } from "../kubernetes/images";
import { type ChartRelease } from "./definition";
import { mergeValues } from "./merge";

/** A chart's values, with every image of `keys` pointed at the mirror or the cache that is configured for it. */
export function withMirroredImages(
    values: object,
    keys: ChartRelease["images"],
    sources: ImageSources,
): Record<string, unknown> {
    const mirrored: Record<string, unknown> = {};
    for (const [key, image] of Object.entries(keys)) {
        const source = rewritten(image, sources);
        if (source !== undefined) {
            setKey(mirrored, key.split("."), source);
        }
    }
    return mergeValues(values as Readonly<Record<string, unknown>>, mirrored);
}

function setKey(values: Record<string, unknown>, [key, ...rest]: readonly string[], value: string): void {
    if (key === undefined) {
        return;
    }
    if (rest.length === 0) {
        values[key] = value;
        return;
    }
    const inner = (values[key] ?? {}) as Record<string, unknown>;
    values[key] = inner;
    setKey(inner, rest, value);
}

/** Name of the pull secret in every workload namespace. */
export const pullSecretName = "registry-credentials";

export function imageRules(images: StackImages): ImageRules {
    return {
        resolve: (image) => resolveImage(image, images),
        pullSecrets: images.pullSecret === undefined ? [] : [pullSecretName],
    };
}
