import { type ImagesConfig } from "../../config/images";
import { type ImageRules } from "../inCluster";
import { type ChartRelease } from "./definition";
import { mergeValues } from "./merge";

/** A chart's values, with every image of `keys` pointed at the mirror where one is configured. */
export function withMirroredImages(
    values: object,
    keys: ChartRelease["images"],
    { mirror }: ImagesConfig,
): Record<string, unknown> {
    const mirrored: Record<string, unknown> = {};
    if (mirror !== undefined) {
        for (const [key, image] of Object.entries(keys)) {
            setKey(mirrored, key.split("."), `${mirror}/${image}`);
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

/** An image reference behind the mirror: the registry's host becomes the first part of the path. */
export function resolveImage(image: string, images: ImagesConfig): string {
    return images.mirror === undefined ? image : `${images.mirror}/${withRegistry(image)}`;
}

/** Spells out what container runtimes assume: `nginx` is `docker.io/library/nginx`. */
function withRegistry(image: string): string {
    const [first = "", ...rest] = image.split("/");
    const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    if (hasRegistry) {
        return image;
    }
    return rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
}

/** Name of the pull secret in every workload namespace. */
export const pullSecretName = "registry-credentials";

export function imageRules(images: ImagesConfig): ImageRules {
    return {
        resolve: (image) => resolveImage(image, images),
        pullSecrets: images.pullSecret === undefined ? [] : [pullSecretName],
    };
}
