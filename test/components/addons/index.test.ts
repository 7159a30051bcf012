import assert from "node:assert/strict";
import { entrances } from "../../../components/addons";
import { addonNamespaces, addonSchemas, releases } from "../../../components/addons/definitions";
import { type AddonKey } from "../../../config/addons";
import { buildAddOns, everyAddOn, releaseNamed } from "../../support/addons";
import { type Simulated } from "../../support/simulate";

const release = "kubernetes:helm.sh/v3:Release";
/** Add-ons that a stack file can switch off. */
type OptionalAddon = Exclude<AddonKey, "monitoring" | "warmCapacity">;

const metadata = (inputs: Record<string, unknown>) =>
    inputs.metadata as { name: string; namespace?: string; labels?: Record<string, string> };

describe("AddOns", () => {
    it("installs every chart of the table under its own name, pinned, and rolls back failed upgrades", async () => {
        const { run } = await everyAddOn();
        const names = run.all(release).map(({ name }) => name);
        // One of the two trace backends runs.
        const all = releases.map(({ name }) => name);
        assert.deepEqual(names.sort(), all.filter((name) => name !== "jaeger").sort());
        for (const { name, inputs } of run.all(release)) {
            const { chart, namespace } = releaseNamed(name);
            assert.equal(inputs.name, name);
            assert.equal(inputs.version, chart.version);
            assert.equal(inputs.namespace, namespace.name);
            assert.equal(inputs.atomic, true);
            assert.equal(inputs.skipAwait, false);
        }
    });

    it("gives every namespace it makes a pinned Pod Security level", async () => {
        const { run } = await everyAddOn();
        for (const { name, inputs } of run.all("kubernetes:core/v1:Namespace")) {
            const labels = metadata(inputs).labels ?? {};
            const level = labels["pod-security.kubernetes.io/enforce"];
            const expected =
                addonNamespaces.find((namespace) => namespace.name === name)?.level ??
                (name === "edge-computing" ? "privileged" : "restricted");
            assert.equal(level, expected, name);
            for (const mode of ["enforce", "audit", "warn"]) {
                assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], "v1.36", name);
            }
        }
    });

    it("creates what others stand on first and destroys it last", async () => {
        const { run } = await everyAddOn();
        const get = (name: string) => run.one(release, name);
        const before: readonly (readonly [string, string])[] = [
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

    it("destroys load balancers and DNS records before what deletes them in the cloud", async () => {
        const { run } = await everyAddOn();
        const get = (name: string) => run.one(release, name);
        const gateway = get("istio-gateway");
        for (const controller of ["aws-load-balancer-controller", "external-dns"]) {
            assert.ok(run.dependsOn(gateway, get(controller)), `${controller} outlives the gateway's Service`);
        }
        // An atomic release is uninstalled with waiting: the Service is gone only when its controller took the finalizer off.
        assert.deepEqual([gateway.inputs.atomic, gateway.inputs.skipAwait], [true, false]);
        const { service } = gateway.inputs.values as { service: { loadBalancerClass: string } };
        assert.equal(service.loadBalancerClass, "service.k8s.aws/nlb");
    });

    it("gives pods that talk to the cloud their identity before they start", async () => {
        const { run } = await everyAddOn();
        const identity = (name: string, kind: string) =>
            run.one("random:index/randomPassword:RandomPassword", `${name}-test:cloud:${kind}Identity`);
        for (const addon of ["cluster-autoscaler", "load-balancer-controller", "external-dns", "external-secrets"]) {
            const name = addon === "load-balancer-controller" ? `aws-${addon}` : addon;
            assert.ok(run.dependsOn(run.one(release, name), identity(addon, "Addon")), name);
        }
        for (const name of ["loki", "tempo"]) {
            assert.ok(run.dependsOn(run.one(release, name), identity(name, "Workload")), name);
        }
        assert.ok(run.dependsOn(run.object("Deployment", "mlflow"), identity("mlflow", "Workload")));
    });

    it("runs nothing before there are nodes, and has everything gone before they go", async () => {
        const { run } = await everyAddOn();
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
        const { inCluster } = await everyAddOn();
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

    it("lists the entrances without a secret", async () => {
        const { run } = await everyAddOn();
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
        reloader: /reloader/,
        logging: /\bloki\b|\balloy\b|"namespace":"logging"|"name":"logging"|logging\.svc/,
        tracing: /otel|opentelemetry|\btempo\b|jaeger|"tracing|"traces"/,
        vpa: /\bvpa\b|vertical-pod/,
        mlflow: /mlflow/,
        kueue: /kueue/i,
    };

    it("are looked for when off, each that can be switched off", () => {
        const switchable = Object.entries(addonSchemas).filter(([, schema]) => {
            const chosen: unknown = schema.parse(undefined);
            return typeof chosen === "object" && chosen !== null && "enabled" in chosen;
        });
        assert.deepEqual(switchable.map(([key]) => key).sort(), Object.keys(traces).sort());
    });

    for (const addon of Object.keys(traces) as OptionalAddon[]) {
        it(`leaves no reference to ${addon} when it is off`, async () => {
            // A stack that runs PostgreSQL needs external-secrets.
            const dataStores = addon === "externalSecrets" ? {} : { postgres: { kind: "managed" } };
            const { run: without } = await buildAddOns({ dataStores, addons: { [addon]: { enabled: false } } });
            const { run: within } = await everyAddOn();
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
        const { run, inCluster } = await buildAddOns();
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

    it("keeps secrets out of everything it creates", async () => {
        const { run } = await everyAddOn();
        const secrets = run.all("kubernetes:core/v1:Secret");
        assert.deepEqual(
            secrets.map(({ name }) => name),
            ["grafana-admin"],
        );
        assert.ok(secrets[0]!.secretInputs.length > 0, "the password is a Pulumi secret");
        assert.doesNotMatch(JSON.stringify(run.one(release, "kube-prometheus-stack").inputs), /adminPassword/);
    });
});
