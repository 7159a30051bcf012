import { type Properties } from "./providers";
import { type PropertyPath } from "./wire";

/** A resource: the program's registration and the provider's result. */
export interface RecordedResource {
    readonly urn: string;
    /** Pulumi type token, for example `aws:eks/nodeGroup:NodeGroup`. */
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    /** False for components. */
    readonly custom: boolean;
    /** A component that a provider constructs. */
    readonly remote: boolean;
    /** Physical id; undefined for components, and at preview. */
    readonly id?: string;
    /** URN of the parent; undefined for the stack alone. */
    readonly parent?: string;
    /** URN of the provider that the program chose explicitly. */
    readonly provider?: string;
    /** Providers that a component passes to its children: package to URN. */
    readonly providers: Readonly<Record<string, string>>;
    /** URNs of the resources that this one depends on, through inputs or `dependsOn`. */
    readonly dependencies: readonly string[];
    /** Dependencies by input property; those of `dependsOn` are not included. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    /** URN of the resource whose deletion deletes this one too. */
    readonly deletedWith?: string;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    /** URNs, or the parts that differ from the present name, type and parent. */
    readonly aliases: readonly (string | Properties)[];
    readonly customTimeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
    /** Resolved inputs as the program gave them; unknown values are the `UNKNOWN` sentinel, secrets are in plain text. */
    readonly inputs: Properties;
    /** Paths of the secret parts of `inputs`. */
    readonly secretInputs: readonly PropertyPath[];
    /** Inputs and computed outputs; for a component of this program, its registered outputs. */
    readonly outputs: Properties;
    readonly secretOutputs: readonly PropertyPath[];
}

/** Type of the root resource. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`, as the engine builds it: the stack is not part of the parent types. */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
    const parentType = parent === "" ? "" : qualifiedType(parent);
    const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
    return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

function qualifiedType(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** URN in a provider reference `<urn>::<id>`. */
export function providerUrn(reference: string): string {
    return reference.slice(0, reference.lastIndexOf("::"));
}
