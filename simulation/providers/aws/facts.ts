import { type Replacement } from "../types";

/**
 * Replacements of a type whose schema is in `file` of terraform-provider-aws, the code that `@pulumi/aws` bridges: each of these
 * properties is marked ForceNew (or RequiresReplace) there.
 */
export function forcesNew(file: string, ...properties: readonly string[]): readonly Replacement[] {
    return properties.map((property) => ({ property, source: `terraform-provider-aws internal/service/${file}` }));
}

/** The same for a regional type: moving it to another region also replaces it. */
export function forcesNewInRegion(file: string, ...properties: readonly string[]): readonly Replacement[] {
    return [
        ...forcesNew(file, ...properties),
        { property: "region", source: "Pulumi AWS 7 guide, Enhanced Region Support: changing region replaces" },
    ];
}
