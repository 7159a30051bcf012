import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { selfManagedTypes } from "../rules/aws/nodeGroups";
import { type JudgedResource } from "../model/resource";
import { UNKNOWN } from "../model/unknown";
import { plain } from "./plain";

/** A resource as the engine shows it before it is registered. */
export function resourceOf({ urn, type, name, props, opts }: ResourceValidationArgs): JudgedResource {
    const hidden = hidesArguments(selfManagedTypes, type, props);
    return { urn, type, name, props: hidden ? withheldGroup : plain(props), opts: { protect: opts.protect } };
}

/** Whether a resource hides its arguments, and each of them shows in resources that it makes, which are judged instead. */
export function isLeftToItsParts({ type, props }: Pick<ResourceValidationArgs, "type" | "props">): boolean {
    return hidesArguments(["eks:index:Cluster", "eks:index:ManagedNodeGroup"], type, props);
}

/**
 * A package built with a Pulumi SDK before 3.202, as @pulumi/eks 4.3.0 was, registers its components without arguments.
 * Source: pulumi/pulumi#20357.
 */
function hidesArguments(
    components: readonly string[],
    type: string,
    props: Readonly<Record<string, unknown>>,
): boolean {
    return components.includes(type) && Object.keys(props).length === 0;
}

/** A self-managed group's sizes and disks end up in kinds that rules do not read, so what it hides is unknown. */
const withheldGroup = unknownProperties([
    ...["instanceType", "instanceTypes", "amiType", "gpu", "labels", "minSize", "maxSize"],
    ...["nodeRootVolumeEncrypted", "encryptRootBlockDevice"],
]);

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
        ...(typeof props.id === "string" && { id: props.id }),
        ...(resource.parent !== undefined && { parent: resource.parent.urn }),
        ...(resource.provider !== undefined && { provider: resource.provider.urn }),
    };
}

/** Stands for an object of which nothing is known, wherever a rule looks. */
const withheld = unknownProperties(["metadata", "spec", "data", "rules", "template", "chart", "namespace", "values"]);

function unknownProperties(keys: readonly string[]): Readonly<Record<string, unknown>> {
    return Object.fromEntries(keys.map((key) => [key, UNKNOWN]));
}

/**
 * While the cluster does not exist, the engine cannot ask the API server about its objects, and passes empty properties to
 * stack policies. A real object is never empty, so all of its properties are unknown.
 * Source: pulumi/pkg, resource/plugin/provider_plugin.go Create and Update.
 */
function isWithheld(type: string, props: Readonly<Record<string, unknown>>): boolean {
    return type.startsWith("kubernetes:") && Object.keys(props).length === 0;
}
