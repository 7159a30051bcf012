import assert from "node:assert/strict";
import { AddOns, entrances } from "../../../components/addons";
import { charts, type ReleaseName, releaseNames } from "../../../components/addons/charts";
import { addonNamespaces } from "../../../components/addons/namespaces";
import { optionalAddons, type OptionalAddon } from "../../../config/addons";
import { workloadNamespaces } from "../../../config/names";
import { type InCluster } from "../../../components/inCluster";
import { fakeConfig, fakePlatform } from "../../support/fakePlatform";
import { type Simulated, simulate } from "../../support/simulate";

const release = "kubernetes:helm.sh/v3:Release";
const ingress = {
    hostname: "ai-api.example.com",
    tlsSecret: "ingress/tls",
    dns: { zone: "example.com", zoneId: "Z0123456789ABC" },
};

interface Built {
    readonly run: Simulated;
    readonly inCluster: InCluster;
}

async function build(topics: Readonly<Record<string, unknown>> = {}): Promise<Built> {
    let inCluster: InCluster | undefined;
    const run = await simulate(() => {
        const config = fakeConfig(topics);
        const postgres = { host: "db.example.com", port: 5432, secretName: "rds!db", cidrs: [] };
        const platform = { ...fakePlatform(config), ...(config.dataStores.postgres && { postgres }) };
        ({ inCluster } = new AddOns("add-ons", { config, platform: platform as never }));
    });
    assert.ok(inCluster);
    return { run, inCluster };
}

const everything = {
    ingress,
    images: { pullSecret: "registry" },
    dataStores: { postgres: { kind: "managed" } },
    addons: { mlflow: { enabled: true }, warmCapacity: { t4: 2 } },
};
let full: Promise<Built> | undefined;
const builtFull = () => (full ??= build(everything));

const spec = (inputs: Record<string, unknown>) => inputs.spec as Record<string, unknown>;
const metadata = (inputs: Record<string, unknown>) =>
    inputs.metadata as { name: string; namespace?: string; labels?: Record<string, string> };

describe("AddOns", () => {
    it("installs every chart of the table under its own name, pinned, and takes failed upgrades back", async () => {
        const { run } = await builtFull();
        const names = run.all(release).map(({ name }) => name);
        // One of the two trace backends runs.
        assert.deepEqual(names.sort(), releaseNames.filter((name) => name !== "jaeger").sort());
        for (const { name, inputs } of run.all(release)) {
            const chart = charts[name as ReleaseName];
            assert.equal(inputs.name, name);
            assert.equal(inputs.version, chart.version);
            assert.equal(inputs.namespace, chart.namespace);
            assert.equal(inputs.atomic, true);
            assert.equal(inputs.skipAwait, false);
        }
    });

    it("gives every namespace it makes a pinned Pod Security level", async () => {
        const { run } = await builtFull();
        for (const { name, inputs } of run.all("kubernetes:core/v1:Namespace")) {
            const labels = metadata(inputs).labels ?? {};
            const level = labels["pod-security.kubernetes.io/enforce"];
            const expected =
                name in addonNamespaces
                    ? addonNamespaces[name as keyof typeof addonNamespaces].level
                    : name === "edge-computing"
                      ? "privileged"
                      : "restricted";
            assert.equal(level, expected, name);
            for (const mode of ["enforce", "audit", "warn"]) {
                assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], "v1.36", name);
            }
        }
    });

    it("says why wherever a namespace is privileged", () => {
        for (const [name, { level, because }] of Object.entries(addonNamespaces)) {
            assert.equal(because !== undefined, level === "privileged", name);
        }
    });

    for (const name of workloadNamespaces) {
        it(`guards ${name} before the first workload arrives`, async () => {
            const { run, inCluster } = await builtFull();
            const labels = metadata(run.object("Namespace", name).inputs).labels;
            assert.equal(labels?.["istio-injection"], "enabled");
            assert.equal(labels?.["inference-platform/workload-namespace"], "true");
            assert.equal(labels?.["pod-security.kubernetes.io/warn"], "restricted");
            const deny = run.object("NetworkPolicy", "default-deny", name);
            assert.deepEqual(spec(deny.inputs), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
            for (const policy of ["allow-dns", "allow-istiod", "allow-pod-identity"]) {
                assert.deepEqual(spec(run.object("NetworkPolicy", policy, name).inputs).policyTypes, ["Egress"]);
            }
            assert.deepEqual(spec(run.object("AuthorizationPolicy", "default-deny", name).inputs), {});
            assert.deepEqual(spec(run.object("Sidecar", "default", name).inputs).outboundTrafficPolicy, {
                mode: "REGISTRY_ONLY",
            });
            const quota = spec(run.object("ResourceQuota", "workloads", name).inputs).hard as Record<string, string>;
            // 20 + 20 T4 and 4 nodes of 4 V100.
            const gpus = name === "ml-production" || name === "ml-training" ? "56" : "0";
            assert.equal(quota["requests.nvidia.com/gpu"], gpus);
            assert.equal(quota["services.loadbalancers"], "0");
            assert.equal(quota["services.nodeports"], "0");
            run.object("LimitRange", "containers", name);
            const account = run.object("ServiceAccount", "default", name);
            assert.equal(account.inputs.automountServiceAccountToken, false);
            const ready = new Set(inCluster.namespaces[name].ready);
            assert.equal(ready.size, 11, "namespace, guard rails and pull secret");
            const secret = spec(run.object("ExternalSecret", "registry-credentials", name).inputs);
            assert.deepEqual((secret.target as { template: object }).template, {
                type: "kubernetes.io/dockerconfigjson",
            });
        });
    }

    it("makes mTLS strict for the whole mesh", async () => {
        const { run } = await builtFull();
        const strict = run.object("PeerAuthentication", "default", "istio-system");
        assert.deepEqual(spec(strict.inputs), { mtls: { mode: "STRICT" } });
    });

    it("creates what others stand on first and destroys it last", async () => {
        const { run } = await builtFull();
        const get = (name: ReleaseName) => run.one(release, name);
        const before: readonly (readonly [ReleaseName, ReleaseName])[] = [
            ["prometheus-operator-crds", "istiod"],
            ["prometheus-operator-crds", "kube-prometheus-stack"],
            ["prometheus-operator-crds", "keda"],
            ["istio-base", "istio-cni"],
            ["istio-cni", "istiod"],
            ["istiod", "istio-gateway"],
            ["aws-load-balancer-controller", "istio-gateway"],
            ["external-dns", "istio-gateway"],
            ["external-secrets", "istio-gateway"],
            ["loki", "alloy"],
            ["tempo", "otel-sampler"],
            ["otel-sampler", "otel-collector"],
        ];
        for (const [first, second] of before) {
            assert.ok(run.dependsOn(get(second), get(first)), `${second} must wait for ${first}`);
        }
        const store = run.object("ClusterSecretStore", "cloud-secrets");
        assert.ok(run.dependsOn(store, get("external-secrets")));
        assert.ok(run.dependsOn(run.object("Gateway", "platform"), get("istio-gateway")));
        assert.ok(run.dependsOn(run.object("PeerAuthentication", "default"), get("istiod")));
    });

    it("gives pods that talk to the cloud their identity before they start", async () => {
        const { run } = await builtFull();
        const identity = (name: string, kind: string) =>
            run.one("random:index/randomPassword:RandomPassword", `${name}-test:cloud:${kind}Identity`);
        const addons: ReleaseName[] = [
            "cluster-autoscaler",
            "aws-load-balancer-controller",
            "external-dns",
            "external-secrets",
        ];
        for (const name of addons) {
            assert.ok(run.dependsOn(run.one(release, name), identity(name, "Addon")), name);
        }
        for (const name of ["loki", "tempo"]) {
            assert.ok(run.dependsOn(run.one(release, name), identity(name, "Workload")), name);
        }
        assert.ok(run.dependsOn(run.object("Deployment", "mlflow"), identity("mlflow", "Workload")));
    });

    it("runs nothing before there are nodes, and has everything gone before they go", async () => {
        const { run } = await builtFull();
        const nodes = run.one("random:index/randomPassword:RandomPassword", "nodes-test:cloud:Nodes");
        const early = run.resources.filter(
            (resource) => resource.type.startsWith("kubernetes:") && !run.dependsOn(resource, nodes),
        );
        assert.deepEqual(
            early.map(({ urn }) => urn),
            [],
        );
    });

    it("hands workloads everything that is on", async () => {
        const { inCluster } = await builtFull();
        assert.equal(inCluster.mesh.gateway?.name, "istio-ingress/platform");
        assert.equal(inCluster.mesh.gateway?.serviceAccount, "istio-gateway");
        assert.equal(inCluster.mesh.gateway?.hostname, "ai-api.example.com");
        assert.equal(inCluster.tracing?.otlpGrpc, "otel-collector.tracing.svc.cluster.local:4317");
        assert.equal(
            inCluster.metrics.prometheusUrl,
            "http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090",
        );
        assert.deepEqual(inCluster.images.pullSecrets, ["registry-credentials"]);
    });

    it("says how to get in, without saying a secret", async () => {
        const { run } = await builtFull();
        const password = run.one("random:index/randomPassword:RandomPassword", "grafana-admin").outputs.result;
        const text = JSON.stringify(entrances("ai-api.example.com"));
        assert.ok(typeof password === "string" && !text.includes(password));
        assert.match(text, /"adminSecret":"monitoring\/grafana-admin"/);
        assert.match(text, /"hostname":"ai-api.example.com"/);
        assert.equal(entrances(undefined).gateway, undefined);
    });

    /** Words that only appear where something refers to the add-on. */
    const traces: Readonly<Record<OptionalAddon, RegExp>> = {
        devicePlugin: /nvidia-device-plugin/,
        gpuMetrics: /dcgm/i,
        loadBalancerController: /aws-load-balancer/,
        clusterAutoscaler: /cluster-autoscaler/,
        rollouts: /argo-rollouts|argoproj/,
        externalSecrets: /external-secrets|cloud-secrets/,
        logging: /\bloki\b|\balloy\b|"namespace":"logging"|"name":"logging"|logging\.svc/,
        tracing: /otel|opentelemetry|\btempo\b|jaeger|"tracing|"traces"/,
        vpa: /\bvpa\b|vertical-pod/,
        mlflow: /mlflow/,
    };

    for (const addon of optionalAddons) {
        it(`leaves no reference to ${addon} when it is off`, async () => {
            const on = addon === "mlflow" ? { mlflow: { enabled: true } } : {};
            const dataStores = { postgres: { kind: "managed" } };
            const [{ run: without }, { run: within }] = [
                await build({ dataStores, addons: { [addon]: { enabled: false } } }),
                await build({ dataStores, addons: on }),
            ];
            const mentions = ({ resources }: Simulated) =>
                resources.filter(({ name, inputs }) => traces[addon].test(JSON.stringify({ name, inputs })));
            assert.deepEqual(
                mentions(without).map(({ urn }) => urn),
                [],
            );
            assert.ok(mentions(within).length > 0, "the words would be found");
        });
    }

    it("has no gateway, load balancer or record without ingress", async () => {
        const { run, inCluster } = await build();
        assert.equal(inCluster.mesh.gateway, undefined);
        assert.deepEqual(
            run.all(release, ({ name }) => name === "istio-gateway" || name === "external-dns"),
            [],
        );
        assert.doesNotMatch(
            JSON.stringify(run.resources.map(({ inputs }) => inputs)),
            /istio-ingress\/\*|LoadBalancer"/,
        );
    });

    it("holds warm slots with pods that yield to every other", async () => {
        const { run } = await builtFull();
        const deployment = run.object("Deployment", "warm-capacity-t4");
        const { replicas, template } = spec(deployment.inputs) as { replicas: number; template: { spec: object } };
        assert.equal(replicas, 2);
        const pod = template.spec as Record<string, unknown>;
        assert.equal(pod.priorityClassName, "warm-capacity");
        assert.deepEqual(pod.nodeSelector, { accelerator: "nvidia-tesla-t4" });
        const priority = run.object("PriorityClass", "warm-capacity").inputs;
        assert.equal(priority.preemptionPolicy, "Never");
        assert.ok((priority.value as number) < 0 && (priority.value as number) > -10, "counted by the autoscaler");
    });

    it("keeps secrets out of everything it creates", async () => {
        const { run } = await builtFull();
        const secrets = run.all("kubernetes:core/v1:Secret");
        assert.deepEqual(
            secrets.map(({ name }) => name),
            ["grafana-admin"],
        );
        assert.ok(secrets[0]!.secretInputs.length > 0, "the password is a Pulumi secret");
        assert.doesNotMatch(JSON.stringify(run.one(release, "kube-prometheus-stack").inputs), /adminPassword/);
    });
});
