import { type ImagesConfig } from "../../config/images";

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
