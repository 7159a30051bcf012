import assert from "node:assert/strict";
import { networkGuards, visibleHosts } from "../../../../components/addons/workloadNamespaces";
import { namespaceIn } from "../../../../components/inCluster";
import { standardNamespaces } from "../../../../config/names";
import { buildAddOns, everyAddOn, someFacts } from "../../../support/addons";

const spec = (inputs: Record<string, unknown>) => inputs.spec as Record<string, unknown>;
const metadata = (inputs: Record<string, unknown>) => inputs.metadata as { labels?: Record<string, string> };

describe("workload namespaces", () => {
    for (const name of standardNamespaces) {
        it(`are guarded, ${name} too, before the first workload arrives`, async () => {
            const { run, inCluster } = await everyAddOn();
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
            const ready = new Set(namespaceIn(inCluster, name).ready);
            // The collector of traces, and for training pods MLflow.
            const called = name === "ml-training" ? 2 : 1;
            assert.equal(ready.size, 11 + called, "namespace, guard rails and pull secret");
            const secret = spec(run.object("ExternalSecret", "registry-credentials", name).inputs);
            assert.deepEqual((secret.target as { template: object }).template, {
                type: "kubernetes.io/dockerconfigjson",
            });
        });
    }

    it("of a team are guarded like those of production, with GPUs only where the stack file says so", async () => {
        const { run } = await buildAddOns({ teamNamespaces: { "team-vision": { gpus: 2 }, "team-text": {} } });
        const own = (name: string) =>
            run.resources
                .map(({ type, inputs }) => ({
                    type,
                    inputs,
                    meta: inputs.metadata as { namespace?: string } | undefined,
                }))
                .filter(({ meta }) => meta?.namespace === name);
        const shapes = (name: string) =>
            own(name).map(({ type, inputs, meta }) => [type, meta, type.endsWith("ResourceQuota") || inputs.spec]);
        assert.ok(shapes("team-vision").length > 8);
        assert.equal(
            JSON.stringify(shapes("team-vision")),
            JSON.stringify(shapes("ml-production")).replaceAll("ml-production", "team-vision"),
        );
        assert.deepEqual(
            metadata(run.object("Namespace", "team-vision").inputs).labels,
            metadata(run.object("Namespace", "ml-production").inputs).labels,
        );
        const quota = (name: string) => spec(run.object("ResourceQuota", "workloads", name).inputs).hard;
        assert.deepEqual(quota("team-vision"), {
            "requests.cpu": "100",
            "requests.memory": "400Gi",
            "limits.cpu": "400",
            "limits.memory": "800Gi",
            "requests.nvidia.com/gpu": "2",
            pods: "200",
            "services.loadbalancers": "0",
            "services.nodeports": "0",
        });
        assert.equal((quota("team-text") as Record<string, string>)["requests.nvidia.com/gpu"], "0");
    });

    it("see the collector of traces while there is one", () => {
        const off = someFacts({ addons: { tracing: { enabled: false } } });
        assert.ok(!visibleHosts("ml-production", off).includes("tracing/*"));
        assert.ok(visibleHosts("ml-production", someFacts()).includes("tracing/*"));
    });

    it("let out to the collector of traces from everywhere, and to MLflow from training", () => {
        const facts = someFacts({ addons: { mlflow: { enabled: true } } });
        const out = (name: (typeof standardNamespaces)[number]) =>
            networkGuards(name, facts)
                .slice(4)
                .map(({ name: policy, spec }) => ({ policy, egress: spec.egress }));
        const to = (namespace: string, matchLabels: object, port: number) => ({
            policy: `allow-${namespace}`,
            egress: [
                {
                    to: [
                        {
                            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
                            podSelector: { matchLabels },
                        },
                    ],
                    ports: [{ protocol: "TCP", port }],
                },
            ],
        });
        const collector = {
            "app.kubernetes.io/name": "opentelemetry-collector",
            "app.kubernetes.io/instance": "otel-collector",
        };
        assert.deepEqual(out("ml-production"), [to("tracing", collector, 4317)]);
        assert.deepEqual(
            out("ml-training").sort((a, b) => (a.policy < b.policy ? -1 : 1)),
            [to("mlflow", { app: "mlflow" }, 5000), to("tracing", collector, 4317)],
        );
    });

    it("see MLflow from training alone", () => {
        const facts = someFacts({ addons: { mlflow: { enabled: true } } });
        const seeing = standardNamespaces.filter((name) => visibleHosts(name, facts).includes("mlflow/*"));
        assert.deepEqual(seeing, ["ml-training"]);
    });
});
