import * as k8s from "@pulumi/kubernetes";
import { externalSecret } from "../../kubernetes/externalSecret";
import { sha256 } from "../../kubernetes/names";
import { networks, tcp, toDns } from "../../kubernetes/networkPolicies";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { authoritiesFile } from "../../kubernetes/postgresUrl";
import { stableJson } from "../../kubernetes/stableJson";
import { resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { type PostgresEndpoint } from "../../platform";
import { type AddonContext, defineAddon } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { type AddonFacts } from "../facts";
import { resolveImage } from "../../kubernetes/images";
import { type AddonNamespace } from "../namespaces";
import { accountsSql, passwordVariable } from "./sql";

/** The only namespace that gets the administrator's password. */
const home: AddonNamespace = { name: "databases", level: "restricted" };
const namespace = home.name;

/** For its psql, which connects to every older server too. Source: docker-library/postgres, user `postgres` of the Alpine variant. */
const image = "docker.io/library/postgres:17.6-alpine3.22";
const imageUser = 70;

const script = "accounts.sql";
const scriptFolder = "/scripts";

/**
 * Users and databases in the PostgreSQL that the stack runs: a Job with the administrator's password creates them, so that
 * workloads and MLflow each reach their own database and nothing else. A new password is a new Job.
 */
export const databaseAccounts = defineAddon({
    name: "database-accounts",
    component: "DatabaseAccounts",
    on: ({ dataStores }) => dataStores.postgres?.kind === "managed",
    needs: [
        {
            addon: externalSecrets,
            because: "to read the passwords of its users",
            path: "dataStores.postgres",
            wanted: ({ dataStores }) => dataStores.postgres?.kind === "managed",
        },
    ],
    images: [image],
    namespaces: [home],
    secretReaders: () => [home],
    create: (context) => {
        const { postgres } = context.facts;
        if (postgres?.managed === undefined) {
            throw new Error("users are created in a PostgreSQL that the stack runs, and it runs none");
        }
        const { managed } = postgres;
        const sql = accountsSql(managed.accounts);
        // The script names the users, and with them the version of their passwords; what a Job counts as a failure cannot change.
        const name = `accounts-${sha256(stableJson({ sql, podFailurePolicy })).slice(0, 8)}`;
        const secrets = context.get(externalSecrets);
        const values = externalSecret(
            {
                name,
                namespace,
                store: secrets.storeName,
                prefix: "",
                keys: {
                    PGUSER: { secret: managed.administrator, field: "username" },
                    PGPASSWORD: { secret: managed.administrator, field: "password" },
                    ...Object.fromEntries(
                        Object.entries(managed.accounts).map(([account, { secretName }]) => [
                            passwordVariable(account),
                            { secret: secretName, field: "password" },
                        ]),
                    ),
                },
            },
            context.inside(home, ...secrets.ready, ...managed.ready),
        );
        const scripts = new k8s.core.v1.ConfigMap(
            "database-accounts",
            {
                metadata: { name, namespace },
                data: {
                    [script]: sql,
                    ...(postgres.authorities !== undefined && { [authoritiesFile]: postgres.authorities }),
                },
            },
            context.inside(home),
        );
        const job = new k8s.batch.v1.Job(
            "database-accounts",
            {
                metadata: { name, namespace },
                spec: {
                    backoffLimit: 5,
                    podFailurePolicy,
                    activeDeadlineSeconds: 900,
                    template: { spec: podSpec(name, postgres, context.facts) },
                },
            },
            context.inside(home, values, scripts, createGuards(postgres, context), ...context.priorityClasses),
        );
        return { ready: [job] };
    },
});

/** Its pods reach the database, and no pod reaches them. */
function createGuards({ cidrs, port }: PostgresEndpoint, context: AddonContext): k8s.networking.v1.NetworkPolicy {
    return new k8s.networking.v1.NetworkPolicy(
        "database-accounts",
        {
            metadata: { name: "database-only", namespace },
            spec: {
                podSelector: {},
                policyTypes: ["Ingress", "Egress"],
                egress: [toDns, { to: networks(cidrs), ports: [tcp(port)] }],
            },
        },
        context.inside(home),
    );
}

function podSpec(
    name: string,
    { host, port, authorities }: PostgresEndpoint,
    facts: AddonFacts,
): k8s.types.input.core.v1.PodSpec {
    const { requests, limits } = resources("100m", "200m", "64Mi", "128Mi");
    return {
        restartPolicy: "Never",
        priorityClassName: "ai-workload-priority",
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { ...restrictedPod, runAsUser: imageUser, runAsGroup: imageUser, fsGroup: imageUser },
        containers: [
            {
                name: "psql",
                image: resolveImage(image, facts.images),
                command: ["psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", `--file=${scriptFolder}/${script}`],
                envFrom: [{ secretRef: { name } }],
                env: Object.entries({
                    PGHOST: host,
                    PGPORT: `${port}`,
                    PGDATABASE: "postgres",
                    PGCONNECT_TIMEOUT: "10",
                    PGSSLMODE: authorities === undefined ? "require" : "verify-full",
                    ...(authorities !== undefined && { PGSSLROOTCERT: `${scriptFolder}/${authoritiesFile}` }),
                }).map(([variable, value]) => ({ name: variable, value })),
                resources: {
                    requests: { ...requests, "ephemeral-storage": "16Mi" },
                    limits: { ...limits, "ephemeral-storage": "64Mi" },
                },
                securityContext: { ...restrictedContainer, capabilities: { drop: ["ALL"] } },
                volumeMounts: [{ name: "scripts", mountPath: scriptFolder, readOnly: true }],
            },
        ],
        volumes: [{ name: "scripts", configMap: { name } }],
    };
}
