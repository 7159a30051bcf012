import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { accountDatabases } from "../../../config/dataStores";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { externalSecret } from "../../kubernetes/externalSecret";
import { admitting } from "../../kubernetes/networkPolicies";
import { authoritiesFile, authoritiesVolume, postgresUrl } from "../../kubernetes/postgresUrl";
import { restartAnnotations } from "../../kubernetes/secretChanges";
import { architectureLabel, istioPorts } from "../../kubernetes/wellKnown";
import { type ExperimentsAccess } from "../../inCluster";
import { type ObjectStore, type PostgresEndpoint } from "../../platform";
import { keyVariables } from "../../storeCredentials";
import { type AddonContext, defineAddon, type Provided } from "../definition";
import { databaseAccounts } from "../databaseAccounts";
import { externalSecrets } from "../externalSecrets";
import { resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { gateway } from "../gateway";
import { resolveImage } from "../../kubernetes/images";
import { istio } from "../istio";
import { processorsOfImage } from "../processors";
import { reloader } from "../reloader";
import { type AddonNamespace, monitoring } from "../namespaces";
import { MlflowExposure } from "./exposure";
import { mlflowFaults } from "./faults";
import { mlflowSettings } from "./settings";

const home: AddonNamespace = { name: "mlflow", level: "restricted", inMeshView: true, injected: true };
const namespace = home.name;
const port = 5000;
const labels = { app: "mlflow" };
/** The one namespace whose pods it takes runs from. */
const trainingNamespace = "ml-training";

interface MlflowProvided extends Provided, ExperimentsAccess {
    readonly ready: readonly pulumi.Resource[];
}

/** MLflow's own image; the `-full` variant holds the drivers for PostgreSQL and S3. Source: mlflow/mlflow, docker/README. */
const image = "ghcr.io/mlflow/mlflow:v3.14.0-full";

/** Secret with the address of the database, password included. */
const databaseSecret = "mlflow-database";

/**
 * MLflow's tracking server: runs in PostgreSQL, artifacts in the object store, reached by training pods through the mesh and
 * by no other client unless the stack file exposes it. Plain objects, since MLflow publishes no chart in a repository.
 */
export const mlflow = defineAddon({
    name: "mlflow",
    component: "Mlflow",
    settings: { key: "mlflow", schema: mlflowSettings },
    needs: [
        { addon: istio, because: "to be reached through the mesh alone" },
        { addon: externalSecrets, because: "to read its database password", path: "addons.mlflow" },
        { addon: gateway, because: "to be exposed" },
        { addon: databaseAccounts, because: "to have a database of its own" },
        { addon: reloader, because: "to restart when the password of its database changes" },
    ],
    images: [image],
    namespaces: [home],
    stores: () => ["artifacts"],
    account: "mlflow",
    secretReaders: () => [home],
    restarting: [home],
    hosts: ({ addons }) => (addons.mlflow.expose === undefined ? [] : [addons.mlflow.expose.hostname]),
    calledFrom: { workloads: [trainingNamespace], namespace: home, podLabels: labels, port },
    faults: mlflowFaults,
    create: (context): MlflowProvided => {
        const { facts, parent } = context;
        const { postgres, stores } = facts;
        const { artifacts } = stores;
        if (postgres === undefined || artifacts === undefined) {
            throw new Error("MLflow needs a database and a store for artifacts");
        }
        const login = accountOf(postgres);
        const mesh = context.get(istio).ready;
        const secrets = context.get(externalSecrets);
        const inside = context.inside(home);
        const identity = context.identify(
            {
                name: "mlflow",
                namespace,
                serviceAccount: "mlflow",
                access: [{ kind: "write-objects", store: "artifacts", prefix: "mlflow/" }],
            },
            home,
        );
        const account = new k8s.core.v1.ServiceAccount(
            "mlflow",
            { metadata: { name: "mlflow", namespace }, automountServiceAccountToken: false },
            inside,
        );
        const database = externalSecret(
            {
                name: databaseSecret,
                namespace,
                store: secrets.storeName,
                prefix: "",
                keys: {
                    username: { secret: login.secretName, field: "username" },
                    password: { secret: login.secretName, field: "password" },
                },
                template: {
                    uri: postgresUrl({
                        scheme: "postgresql+psycopg2",
                        username: "{{ .username | urlquery }}",
                        password: "{{ .password | urlquery }}",
                        host: postgres.host,
                        port: postgres.port,
                        database: login.database,
                        verified: postgres.authorities !== undefined,
                    }),
                    ...(postgres.authorities !== undefined && { [authoritiesFile]: postgres.authorities }),
                },
            },
            context.inside(home, ...secrets.ready, ...(context.find(databaseAccounts)?.ready ?? [])),
        );
        const guards = createGuards(context);
        const { expose } = facts.addons.mlflow;
        const entrance = context.find(gateway);
        if (expose !== undefined && entrance !== undefined) {
            new MlflowExposure(
                "mlflow-exposure",
                { expose, gateway: entrance, namespace, labels, port, after: [...inside.dependsOn, ...mesh] },
                { parent },
            );
        }
        new k8s.core.v1.Service(
            "mlflow",
            {
                metadata: { name: "mlflow", namespace, labels },
                spec: { selector: labels, ports: [{ name: "http", port, targetPort: port, appProtocol: "http" }] },
            },
            inside,
        );
        const replicas = controllerReplicas(facts);
        if (replicas > 1) {
            new k8s.policy.v1.PodDisruptionBudget(
                "mlflow",
                {
                    metadata: { name: "mlflow", namespace },
                    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
                },
                inside,
            );
        }
        const server = new k8s.apps.v1.Deployment(
            "mlflow",
            {
                metadata: {
                    name: "mlflow",
                    namespace,
                    labels,
                    ...(context.find(reloader) && { annotations: restartAnnotations(secretsRead(artifacts)) }),
                },
                spec: {
                    replicas,
                    selector: { matchLabels: labels },
                    template: {
                        metadata: { labels, annotations: podAnnotations(postgres, artifacts) },
                        spec: podSpec(facts, artifacts),
                    },
                },
            },
            {
                parent,
                dependsOn: [account, ...(identity === undefined ? [] : [identity]), database, ...guards, ...mesh],
            },
        );
        return {
            from: trainingNamespace,
            trackingUrl: `http://mlflow.${namespace}.svc.cluster.local:${port}`,
            ready: [server],
        };
    },
});

/** Secrets that its pods read at their start. */
function secretsRead({ credentials }: ObjectStore): string[] {
    return [databaseSecret, ...(credentials.kind === "secret" ? [credentials.secretName("mlflow")] : [])];
}

/** User and database: its own where the stack runs the server, else those of the external one. */
function accountOf({ managed, secretName }: PostgresEndpoint) {
    if (managed === undefined) {
        return { secretName, database: accountDatabases.application };
    }
    const own = managed.accounts.mlflow;
    if (own === undefined) {
        throw new Error("MLflow has no account in the stack's PostgreSQL");
    }
    return { secretName: own.secretName, database: accountDatabases.mlflow };
}

/** Its permitted clients, in the network and in the mesh: training pods. */
function createGuards(context: AddonContext): readonly pulumi.Resource[] {
    const opts = context.inside(home, ...context.get(istio).ready);
    const authorization = (policy: string, spec: NonNullable<IAuthorizationPolicy["spec"]>) =>
        customResource<IAuthorizationPolicy>(
            `mlflow-${policy}`,
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "AuthorizationPolicy",
                metadata: { name: policy, namespace },
                spec,
            },
            opts,
        );
    return [
        authorization("default-deny", {}),
        authorization("allow-training", {
            action: "ALLOW",
            selector: { matchLabels: labels },
            rules: [
                {
                    from: [{ source: { principals: ["cluster.local/ns/ml-training/*"] } }],
                    to: [{ operation: { ports: [`${port}`] } }],
                },
            ],
        }),
        new k8s.networking.v1.NetworkPolicy(
            "mlflow-admits-training",
            {
                metadata: { name: "admit-ml-training", namespace },
                spec: admitting("ml-training", [port]),
            },
            opts,
        ),
        new k8s.networking.v1.NetworkPolicy(
            "mlflow-admits-monitoring",
            {
                metadata: { name: "admit-monitoring", namespace },
                // Metrics of the proxy, which speaks for the server too.
                spec: admitting(monitoring.name, [istioPorts.agent]),
            },
            opts,
        ),
    ];
}

function podAnnotations({ port: databasePort }: PostgresEndpoint, { service }: ObjectStore): Record<string, string> {
    // The database and the object store are not hosts of the mesh.
    return { "traffic.sidecar.istio.io/excludeOutboundPorts": `${service?.port ?? 443},${databasePort}` };
}

function podSpec(facts: AddonFacts, artifacts: ObjectStore): k8s.types.input.core.v1.PodSpec {
    const health = { httpGet: { path: "/health", port } };
    const { requests, limits } = resources("500m", "2", "1Gi", "2Gi");
    const verified = facts.postgres?.authorities === undefined ? [] : [authoritiesVolume(databaseSecret)];
    return {
        serviceAccountName: "mlflow",
        priorityClassName: "ai-workload-priority",
        ...(!processorsOfImage(image).arm64 &&
            facts.nodeGroups.some(({ architecture }) => architecture !== "amd64") && {
                nodeSelector: { [architectureLabel]: "amd64" },
            }),
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { ...restrictedPod, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
        topologySpreadConstraints: softSpread(labels),
        containers: [
            {
                name: "mlflow",
                image: resolveImage(image, facts.images),
                command: ["mlflow", "server", "--host=0.0.0.0", `--port=${port}`, "--workers=2"],
                env: [
                    {
                        name: "MLFLOW_BACKEND_STORE_URI",
                        valueFrom: { secretKeyRef: { name: databaseSecret, key: "uri" } },
                    },
                    {
                        name: "MLFLOW_ARTIFACTS_DESTINATION",
                        value: artifacts.uri("mlflow"),
                    },
                    {
                        name: "MLFLOW_SERVER_ALLOWED_HOSTS",
                        value: allowedHosts(facts.addons.mlflow.expose?.hostname),
                    },
                    ...Object.entries(artifacts.environment.python).map(([name, value]) => ({ name, value })),
                    ...keyVariables(artifacts, "mlflow"),
                ],
                ports: [{ name: "http", containerPort: port }],
                startupProbe: { ...health, periodSeconds: 10, failureThreshold: 30 },
                livenessProbe: { ...health, periodSeconds: 20 },
                readinessProbe: { ...health, periodSeconds: 10 },
                lifecycle: { preStop: { sleep: { seconds: 10 } } },
                resources: {
                    requests: { ...requests, "ephemeral-storage": "256Mi" },
                    limits: { ...limits, "ephemeral-storage": "4Gi" },
                },
                securityContext: { ...restrictedContainer, capabilities: { drop: ["ALL"] } },
                // Artifacts pass through here on their way to the object store.
                volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, ...verified.map(({ mount }) => mount)],
            },
        ],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "4Gi" } }, ...verified.map(({ volume }) => volume)],
    };
}

/** Names that clients may call it by; others are refused, which stops rebinding of DNS names. */
function allowedHosts(exposed: string | undefined): string {
    const inside = ["mlflow.mlflow", "mlflow.mlflow.svc", "mlflow.mlflow.svc.cluster.local", "localhost"];
    return [...inside.flatMap((host) => [host, `${host}:${port}`]), ...(exposed === undefined ? [] : [exposed])].join(
        ",",
    );
}
