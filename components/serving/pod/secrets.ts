import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { accountDatabases } from "../../../config/dataStores";
import { type SecretConfig } from "../../../config/serving/secrets";
import { type ExternalSecretSpec, externalSecretSpec, type SecretSource } from "../../kubernetes/externalSecret";
import { authoritiesFile, postgresUrl } from "../../kubernetes/postgresUrl";
import { type Platform, type PostgresEndpoint } from "../../platform";
import { type StackContext } from "../context";
import { type WorkloadName } from "../labels";
import { type SecretVariable, type WorkloadPlan } from "./plan";

/** Source of one environment variable's value. */
interface SecretValue {
    /** Values to fetch, by the names that the template uses. */
    readonly keys: Readonly<Record<string, SecretSource>>;
    readonly template: pulumi.Input<string>;
}

/** Name of the Secret that external-secrets fills for a workload. */
export function secretName({ name }: Pick<WorkloadName, "name">): string {
    return `${name}-secrets`;
}

/** Environment variables with secret values, one key of the Secret each. */
export function secretEnvironment(plan: WorkloadPlan): k8s.types.input.core.v1.EnvVar[] {
    return plan.secrets.map(({ name }) => ({
        name,
        valueFrom: { secretKeyRef: { name: secretName(plan), key: name } },
    }));
}

/** What to fetch from the cloud's secret store; values pass from there into the cluster, never through this program. */
export function workloadSecretSpec(plan: WorkloadPlan, { platform }: StackContext, store: string): ExternalSecretSpec {
    const values = plan.secrets.map((variable) => ({ name: variable.name, ...valueOf(variable, platform) }));
    const authorities = postgresAuthorities(plan, platform);
    return externalSecretSpec({
        name: secretName(plan),
        store,
        keys: Object.assign({}, ...values.map(({ keys }) => keys)) as SecretValue["keys"],
        template: {
            ...Object.fromEntries(values.map(({ name, template }) => [name, template])),
            ...(authorities !== undefined && { [authoritiesFile]: authorities }),
        },
    });
}

/** Certificates by which the pods verify PostgreSQL's server; undefined where they have no address of it, or none are known. */
export function postgresAuthorities({ secrets }: WorkloadPlan, { postgres }: Platform): string | undefined {
    return usesPostgres({ secrets }) ? postgres?.authorities : undefined;
}

/** Whether the pods get an address of PostgreSQL. */
export function usesPostgres({ secrets }: Pick<WorkloadPlan, "secrets">): boolean {
    return secrets.some(({ source }) => "dataStore" in source && source.dataStore === "postgres");
}

function valueOf({ name, source }: SecretVariable, platform: Platform): SecretValue {
    return "dataStore" in source
        ? storeUrl(name, source, platform)
        : {
              keys: {
                  [name]: {
                      secret: `${platform.secretPrefix}${source.secret}`,
                      ...(source.property !== undefined && { field: source.property }),
                  },
              },
              template: `{{ .${name} }}`,
          };
}

/** A URL from the store's address and the credentials in its secret; both stores only accept encrypted connections. */
function storeUrl(name: string, source: Extract<SecretConfig, { dataStore: string }>, platform: Platform): SecretValue {
    const store = source.dataStore;
    const endpoint: PostgresEndpoint | undefined = platform[store];
    if (endpoint === undefined) {
        throw new Error(`the stack has no ${store}`);
    }
    const fetched = (field: string) => ({ [`${name}_${field}`]: { secret: endpoint.secretName, field } });
    const use = (field: string) => `{{ .${name}_${field} | urlquery }}`;
    const url = (scheme: string, user: string, path: string) =>
        endpoint.host.apply((host) => `${scheme}://${user}:${use("password")}@${host}:${endpoint.port}/${path}`);
    switch (store) {
        case "postgres":
            return {
                keys: { ...fetched("username"), ...fetched("password") },
                template: postgresUrl({
                    scheme: "postgresql",
                    username: use("username"),
                    password: use("password"),
                    host: endpoint.host,
                    port: endpoint.port,
                    database:
                        source.database ?? (endpoint.managed === undefined ? "postgres" : accountDatabases.application),
                    verified: endpoint.authorities !== undefined,
                }),
            };
        case "redis":
            return { keys: fetched("password"), template: url("rediss", "", source.database ?? "0") };
        default:
            return store satisfies never;
    }
}
