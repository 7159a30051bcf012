import type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ExternalSecret";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { customResource } from "./customResource";

export interface ExternalSecretArgs {
    /** Name of the ExternalSecret and of the Secret it makes. */
    readonly name: string;
    readonly namespace: string;
    /** Name of the ClusterSecretStore. */
    readonly store: string;
    /** What the stack's secrets start with; put before every secret's name. */
    readonly prefix: string;
    /** Keys of the Secret: the secret each comes from, and the field of its JSON (default: the whole value). */
    readonly keys: Readonly<Record<string, { readonly secret: pulumi.Input<string>; readonly field?: string }>>;
    /** Keys made of the others, as Go templates. Default: the keys as they are. */
    readonly template?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Type of the Secret. Default `Opaque`. */
    readonly type?: string;
}

/**
 * A Secret that follows a secret of the cloud's secret store. Pulumi waits until it is filled, so that what mounts it does
 * not start without it.
 */
export function externalSecret(
    args: ExternalSecretArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return customResource<IExternalSecret>(
        `${args.namespace}-${args.name}`,
        {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: {
                name: args.name,
                namespace: args.namespace,
                annotations: { "pulumi.com/waitFor": "condition=Ready" },
            },
            spec: {
                refreshInterval: "1h",
                secretStoreRef: { kind: "ClusterSecretStore", name: args.store },
                target: {
                    name: args.name,
                    creationPolicy: "Owner",
                    ...secretTemplate(args),
                },
                data: Object.entries(args.keys).map(([secretKey, { secret, field }]) => ({
                    secretKey,
                    remoteRef: {
                        key: pulumi.interpolate`${args.prefix}${secret}`,
                        ...(field === undefined ? {} : { property: field }),
                    },
                })),
            },
        },
        opts,
    );
}

function secretTemplate({ type, template }: ExternalSecretArgs) {
    if (type === undefined && template === undefined) {
        return {};
    }
    return {
        template: {
            ...(type === undefined ? {} : { type }),
            ...(template === undefined ? {} : { engineVersion: "v2" as const, data: template }),
        },
    };
}
