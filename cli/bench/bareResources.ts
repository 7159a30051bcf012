import * as pulumi from "@pulumi/pulumi";

/** A resource that is registered and nothing else. */
export interface Bare {
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** The SDK exports no other way to create one. */
class BareComponent extends pulumi.ComponentResource {}
class BareResource extends pulumi.CustomResource {}

/** Registers resources with the SDK alone; to be called in a program. */
export function registerBare(resources: readonly Bare[]): pulumi.Resource[] {
    return resources.map(({ type, name, custom, inputs }) =>
        custom ? new BareResource(type, name, { ...inputs }) : new BareComponent(type, name, { ...inputs }),
    );
}
