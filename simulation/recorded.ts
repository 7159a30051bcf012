import { type Properties } from "./providers";
import { type PropertyPath } from "./wire";

/** A resource as the program asked for it and as its provider made it. */
export interface RecordedResource {
    readonly urn: string;
    /** Pulumi type token, for example `aws:eks/nodeGroup:NodeGroup`. */
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    /** False for components. */
    readonly custom: boolean;
    /** A component that its provider constructs. */
    readonly remote: boolean;
    /** Physical id; absent for components, and at preview. */
    readonly id?: string;
    /** URN of the parent; absent for the stack alone. */
    readonly parent?: string;
    /** URN of the provider that the program chose explicitly. */
    readonly provider?: string;
    /** Providers a component hands to its children: package to URN. */
    readonly providers: Readonly<Record<string, string>>;
    /** URNs of every resource this one waits for, from its inputs and from `dependsOn`. */
    readonly dependencies: readonly string[];
    /** The same by input property; what only `dependsOn` says is in none of them. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    /** URN of the resource whose deletion deletes this one too. */
    readonly deletedWith?: string;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    /** URNs, or what differs from the present name, type and parent. */
    readonly aliases: readonly (string | Properties)[];
    readonly customTimeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
    /** Resolved inputs as the program gave them; unknown values are the `UNKNOWN` sentinel, secrets are in plain text. */
    readonly inputs: Properties;
    /** Paths of the secret parts of `inputs`. */
    readonly secretInputs: readonly PropertyPath[];
    /** Inputs and computed outputs; for a component of this program what it registered. */
    readonly outputs: Properties;
    readonly secretOutputs: readonly PropertyPath[];
}

/** Type of the resource every other one hangs under. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`, as the engine makes them: the stack is not in the type. */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
    const parentType = parent === "" ? "" : qualifiedType(parent);
    const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
    return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

function qualifiedType(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** URN of a provider out of a reference `<urn>::<id>`. */
export function providerUrn(reference: string): string {
    return reference.slice(0, reference.lastIndexOf("::"));
}
