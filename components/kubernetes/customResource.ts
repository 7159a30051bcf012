import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A model's fields, each of them possibly an output of another resource. */
export type DeepInput<T> = T extends readonly (infer Item)[]
    ? readonly pulumi.Input<DeepInput<Item>>[]
    : T extends object
      ? { readonly [K in keyof T]: pulumi.Input<DeepInput<T[K]>> }
      : T;

/** What a custom resource consists of, with the spec of its typed model (`@kubernetes-models/*`). */
export interface CustomResourceBody<T extends { readonly spec?: unknown }> {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec: DeepInput<NonNullable<T["spec"]>>;
}

/** A custom resource in the shape of its model, so that a misspelled field does not compile. */
export function customResource<T extends { readonly spec?: unknown }>(
    name: string,
    body: CustomResourceBody<T>,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(name, body, opts);
}
