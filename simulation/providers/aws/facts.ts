import { type Replacement } from "../types";

/**
 * Replacement facts of a type whose schema lies in `file` of terraform-provider-aws, the code `@pulumi/aws` bridges:
 * each of these properties is marked ForceNew (or RequiresReplace) there.
 */
export function forcesNew(file: string, ...properties: readonly string[]): readonly Replacement[] {
    return properties.map((property) => ({ property, source: `terraform-provider-aws internal/service/${file}` }));
}

/** The same for a type that lies in a region: moving it to another region replaces it too. */
export function forcesNewInRegion(file: string, ...properties: readonly string[]): readonly Replacement[] {
    return [
        ...forcesNew(file, ...properties),
        { property: "region", source: "Pulumi AWS 7 guide, Enhanced Region Support: changing region replaces" },
    ];
}
