/** Where images are pulled from instead of their own registry. Without both: each from its own. */
export interface ImageSources {
    /** Registry and path that mirrors every registry under its host name. */
    readonly mirror?: string | undefined;
    /** Registry and path by the host of a registry that is cached there. Default: none. */
    readonly caches?: Readonly<Record<string, string>>;
}

/** Where a stack's images come from, and the secret that pulls them. */
export interface StackImages extends ImageSources {
    /** Name of the secret in the cloud's secret store. Default: nodes pull with their own role. */
    readonly pullSecret?: string | undefined;
}

/** An image reference behind the mirror (the registry's host becomes the first part of the path) or the registry's cache. */
export function resolveImage(image: string, sources: ImageSources): string {
    const full = withRegistry(image);
    return rewritten(full, sources) ?? image;
}

/**
 * What replaces a registry's host, or a reference that starts with one; undefined where nothing does.
 *
 * @param reference host of a registry with or without the image's path, as charts have it in their values
 */
export function rewritten(reference: string, { mirror, caches = {} }: ImageSources): string | undefined {
    if (mirror !== undefined) {
        return `${mirror}/${reference}`;
    }
    const [host = "", ...rest] = reference.split("/");
    const cache = caches[host];
    return cache === undefined ? undefined : [cache, ...rest].join("/");
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
