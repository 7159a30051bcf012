import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { type JudgedResource } from "../model/resource";
import { UNKNOWN } from "../model/unknown";
import { plain } from "./plain";

/** A resource as the engine shows it before it is registered. */
export function resourceOf({ urn, type, name, props, opts }: ResourceValidationArgs): JudgedResource {
    return { urn, type, name, props: plain(props), opts: { protect: opts.protect } };
}

/**
 * Whether this is a component of another package whose arguments the engine does not know: a package built with a Pulumi SDK
 * before 3.202, as @pulumi/eks 4.3.0 was, registers its components without them. What such a component makes is registered,
 * and judged, by itself. Source: pulumi/pulumi#20357.
 */
export function hidesArguments({ type, props }: Pick<ResourceValidationArgs, "type" | "props">): boolean {
    return type.startsWith("eks:index:") && Object.keys(props as object).length === 0;
}

/** A resource as the engine shows it once all are registered. */
export function stackResourceOf(resource: PolicyResource): JudgedResource {
    const { urn, type, name, opts } = resource;
    const props = isWithheld(type, resource.props) ? withheld : plain(resource.props);
    return {
        urn,
        type,
        name,
        props,
        opts: { protect: opts.protect },
        dependencies: resource.dependencies.map((dependency) => dependency.urn),
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([key, on]) => [key, on.map((each) => each.urn)]),
        ),
        ...(typeof props.id === "string" ? { id: props.id } : {}),
        ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    };
}

/** Stands for an object of which nothing is known, wherever a rule looks. */
const withheld: Readonly<Record<string, unknown>> = Object.fromEntries(
    ["metadata", "spec", "data", "rules", "template", "chart", "namespace", "values"].map((key) => [key, UNKNOWN]),
);

/**
 * While the cluster does not exist, the engine has nobody to ask about the objects in it, and hands stack policies empty
 * properties for each. No object is empty: everything about it is unknown.
 * Source: pulumi/pkg, resource/plugin/provider_plugin.go Create and Update.
 */
function isWithheld(type: string, props: Readonly<Record<string, unknown>>): boolean {
    return type.startsWith("kubernetes:") && Object.keys(props).length === 0;
}
