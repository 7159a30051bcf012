import { type Fault } from "../../../config/fault";
import { longestCachePrefix } from "../../../config/imageCache";
import { type PlatformConfig } from "../../../config/platform";
import { partitionOf } from "../regions";
import { cachePrefix } from "./imageCache";

/** Faults of `images.cache` that need more than its own keys to be seen. */
export function imageCacheFaults({
    stack,
    region,
    images: { cache, mirror },
}: Pick<PlatformConfig, "stack" | "region" | "images">): readonly Fault[] {
    if (cache === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    const partition = partitionOf(region);
    if (partition !== "aws") {
        const reason = `is for regions of the partition aws, and ${region} is in ${partition}, where ECR takes no accounts of other registries: copy the images into a registry there and set images.mirror`;
        faults.push({ path: "images.cache", reason });
    }
    if (mirror !== undefined) {
        const reason = "is set beside images.mirror, which already replaces every registry: remove one of them";
        faults.push({ path: "images.cache", reason });
    }
    if (cachePrefix(cache, stack).length > longestCachePrefix) {
        const reason = `is missing: the stack's name, "${stack}", is its default, and ECR takes at most ${longestCachePrefix} characters before a registry's name: set a shorter one`;
        faults.push({ path: "images.cache.prefix", reason });
    }
    for (const [registry, arn] of Object.entries(cache.credentials)) {
        const secretRegion = arn?.split(":")[3];
        if (secretRegion !== undefined && secretRegion !== region) {
            const reason = `is a secret of ${secretRegion}: ECR reads it in the stack's region, ${region}`;
            faults.push({ path: `images.cache.credentials.${registry}`, reason });
        }
    }
    return faults;
}
