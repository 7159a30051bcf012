import type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ExternalSecret";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type DataStoreName } from "../../../config/serving/access";
import { type SecretConfig } from "../../../config/serving/secrets";
import { type DeepInput } from "../../kubernetes/customResource";
import { type Platform, type ServiceEndpoint } from "../../platform";
import { type StackContext } from "../context";
import { type WorkloadName } from "../labels";
import { type SecretVariable, type WorkloadPlan } from "./plan";

/** The package has external-secrets' fields as `v1beta1` only; the operator serves and stores the same ones as `v1`. */
export const externalSecretsApi = "external-secrets.io/v1";
export type ExternalSecretSpec = DeepInput<NonNullable<IExternalSecret["spec"]>>;

interface Part {
    readonly data: {
        readonly secretKey: string;
        readonly remoteRef: { readonly key: pulumi.Input<string>; readonly property?: string };
    }[];
    /** How the value is composed from `data`. */
    readonly template: pulumi.Input<string>;
}

/** Name of the Secret that external-secrets fills for a workload. */
export function secretName(plan: Pick<WorkloadName, "name">): string {
    return `${plan.name}-secrets`;
}

/** Environment variables with secret values, one key of the Secret each. */
export function secretEnvironment(plan: WorkloadPlan): k8s.types.input.core.v1.EnvVar[] {
    return plan.secrets.map(({ name }) => ({
        name,
        valueFrom: { secretKeyRef: { name: secretName(plan), key: name } },
    }));
}

/** What to fetch from the cloud's secret store; values pass from there into the cluster, never through this program. */
export function externalSecretSpec(
    plan: WorkloadPlan,
    { platform }: StackContext,
    storeName: string,
): ExternalSecretSpec {
    const parts = plan.secrets.map((variable) => ({ name: variable.name, ...part(variable, platform) }));
    return {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: storeName },
        target: {
            name: secretName(plan),
            creationPolicy: "Owner",
            template: {
                engineVersion: "v2",
                data: Object.fromEntries(parts.map(({ name, template }) => [name, template])),
            },
        },
        data: parts.flatMap(({ data }) => data),
    };
}

function part({ name, source }: SecretVariable, platform: Platform): Part {
    return "dataStore" in source ? storeUrl(name, source, platform) : whole(name, source, platform);
}

function whole(name: string, secret: Extract<SecretConfig, { secret: string }>, platform: Platform): Part {
    return {
        data: [
            {
                secretKey: name,
                remoteRef: {
                    key: `${platform.secretPrefix}${secret.secret}`,
                    ...(secret.property !== undefined && { property: secret.property }),
                },
            },
        ],
        template: `{{ .${name} }}`,
    };
}

/** A URL from the store's address and the credentials in its secret; both stores only take encrypted connections. */
function storeUrl(name: string, secret: Extract<SecretConfig, { dataStore: string }>, platform: Platform): Part {
    const store: DataStoreName = secret.dataStore;
    const endpoint: ServiceEndpoint | undefined = platform[store];
    if (endpoint === undefined) {
        throw new Error(`the stack has no ${store}`);
    }
    const fetch = (property: string) => ({
        secretKey: `${name}_${property}`,
        remoteRef: { key: endpoint.secretName, property },
    });
    const use = (property: string) => `{{ .${name}_${property} | urlquery }}`;
    const at = endpoint.host.apply((host) => `${host}:${endpoint.port}`);
    switch (store) {
        case "postgres":
            return {
                data: [fetch("username"), fetch("password")],
                template: at.apply(
                    (address) =>
                        `postgresql://${use("username")}:${use("password")}@${address}/${secret.database ?? "postgres"}?sslmode=require`,
                ),
            };
        case "redis":
            return {
                data: [fetch("password")],
                template: at.apply((address) => `rediss://:${use("password")}@${address}/${secret.database ?? "0"}`),
            };
        default:
            return store satisfies never;
    }
}
