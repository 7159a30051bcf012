import type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ExternalSecret";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "./apiVersions";
import { customResource, type DeepInput } from "./customResource";

export type ExternalSecretSpec = DeepInput<NonNullable<IExternalSecret["spec"]>>;

/** Where a value comes from. */
export interface SecretSource {
    /** Full name of the secret in the cloud's secret store. */
    readonly secret: pulumi.Input<string>;
    /** Field of the secret's JSON. Default: the whole value. */
    readonly field?: string;
}

export interface ExternalSecretSpecArgs {
    /** Name of the Secret that the operator creates. */
    readonly name: string;
    /** Name of the ClusterSecretStore. */
    readonly store: string;
    /** Values to fetch; without `template` they are the keys of the Secret. */
    readonly keys: Readonly<Record<string, SecretSource>>;
    /** Keys of the Secret as Go templates over the fetched values. Default: the values as they are. */
    readonly template?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Type of the Secret. Default `Opaque`. */
    readonly type?: string;
}

/** Spec of an ExternalSecret: the operator refreshes the Secret hourly and deletes it together with the ExternalSecret. */
export function externalSecretSpec(args: ExternalSecretSpecArgs): ExternalSecretSpec {
    return {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: args.store },
        target: { name: args.name, creationPolicy: "Owner", ...secretTemplate(args) },
        data: Object.entries(args.keys).map(([secretKey, { secret, field }]) => ({
            secretKey,
            remoteRef: { key: secret, ...(field !== undefined && { property: field }) },
        })),
    };
}

function secretTemplate({ type, template }: ExternalSecretSpecArgs) {
    return (
        (type !== undefined || template !== undefined) && {
            template: {
                ...(type !== undefined && { type }),
                ...(template !== undefined && { engineVersion: "v2" as const, data: template }),
            },
        }
    );
}

export interface ExternalSecretArgs extends ExternalSecretSpecArgs {
    readonly namespace: string;
    /** Prefix of the stack's secrets, put before every secret's name. */
    readonly prefix: string;
}

/**
 * A Secret that follows a secret of the cloud's secret store. Pulumi waits until it is filled, so that what mounts it does
 * not start without it.
 */
export function externalSecret(
    args: ExternalSecretArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    const keys = Object.fromEntries(
        Object.entries(args.keys).map(([key, source]) => [
            key,
            { ...source, secret: pulumi.interpolate`${args.prefix}${source.secret}` },
        ]),
    );
    return customResource<IExternalSecret>(
        `${args.namespace}-${args.name}`,
        {
            apiVersion: apiVersions.externalSecrets,
            kind: "ExternalSecret",
            metadata: {
                name: args.name,
                namespace: args.namespace,
                annotations: { "pulumi.com/waitFor": "condition=Ready" },
            },
            spec: externalSecretSpec({ ...args, keys }),
        },
        opts,
    );
}
