import assert from "node:assert/strict";
import { at, obj, strings } from "../../../../policy/model/read";
import { type Labels } from "../../../../policy/model/selector";
import { stringMap } from "../../../../policy/model/subject";
import { meshAdmits, principalOf } from "../../../../simulation/facts/mesh";
import { networkAdmits, networkLetsOut, type PodEnd, rulesOf } from "../../../../simulation/facts/network";
import { type ClusterObject, clusterObjects, objectsIn, ofKind } from "../../../../simulation/facts/objects";
import { type Caller, reaches } from "../../../../simulation/facts/reach";
import { type Simulated, simulateStack } from "../../../support/simulate";

const namespace = "ml-production";

/** The Kubernetes objects of a run, as the report judges them. */
function objectsOf(run: Simulated): ClusterObject[] {
    return clusterObjects(run.resources.map(({ inputs }) => inputs));
}

/** Every port that somebody listens on in a serving pod, the proxy's own included. */
const ports = [8080, 8090, 8500, 8501, 15020, 15021, 15090];

const workloads = [
    "object-detection",
    "anomaly-detection",
    "multi-model-server",
    "ai-inference-app",
    "ai-inference-rollout",
    "ai-inference-spot",
];

const pod = (app: string): PodEnd => ({ namespace, labels: { app } });
const client = (name: string): Caller => ({ name, ...pod(name), serviceAccount: name });
const prometheusLabels = { "app.kubernetes.io/name": "prometheus" };

/** A caller whose name is its key. */
type Named = Omit<Caller, "name">;

/** Whoever might try: the clients, each workload itself, the gateway, Prometheus, and those who pretend to be somebody. */
function callers(run: Simulated): Readonly<Record<string, Named>> {
    const gateway = gatewayOf(run);
    return {
        "object-detection-client": client("object-detection-client"),
        "anomaly-detection-client": client("anomaly-detection-client"),
        "multi-model-client": client("multi-model-client"),
        "ai-inference-client": client("ai-inference-client"),
        ...Object.fromEntries(workloads.map((name) => [name, client(name)])),
        ...(gateway !== undefined && { gateway }),
        prometheus: { namespace: "monitoring", labels: { ...prometheusLabels, ...scraperLabels(run) } },
        "a pod in monitoring": { namespace: "monitoring", labels: { app: "grafana" }, serviceAccount: "grafana" },
        "a pod with the client's labels": {
            namespace,
            labels: { app: "object-detection-client" },
            serviceAccount: "default",
        },
        "a pod with the client's account": {
            namespace,
            labels: { app: "other" },
            serviceAccount: "object-detection-client",
        },
        "the same names in another namespace": {
            namespace: "ml-testing",
            labels: { app: "object-detection-client" },
            serviceAccount: "object-detection-client",
        },
        "a pod outside the mesh": { namespace, labels: { app: "object-detection-client" } },
    };
}

/** Labels that the rendered policies want of Prometheus, beyond its name. */
function scraperLabels(run: Simulated): Labels {
    return peerLabels(run, "monitoring");
}

/** Labels of the first peer from a namespace in the policies of the workloads. */
function peerLabels(run: Simulated, from: string): Labels {
    const peer = ofKind(objectsOf(run), "NetworkPolicy")
        .filter((policy) => policy.namespace === namespace)
        .flatMap(({ spec }) => rulesOf(spec, "Ingress"))
        .flatMap(({ peers }) => peers)
        .find((each) => at(each, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name") === from);
    return stringMap(at(peer, "podSelector", "matchLabels"));
}

function gatewayOf(run: Simulated): Named | undefined {
    const principal = ofKind(objectsOf(run), "AuthorizationPolicy")
        .filter((policy) => policy.namespace === namespace)
        .flatMap(({ spec }) => objectsIn(spec.rules))
        .flatMap(({ from }) => objectsIn(from))
        .flatMap(({ source }) => strings(obj(source)?.principals))
        .find((each) => each.includes("/ns/istio-ingress/"));
    const serviceAccount = principal?.split("/").at(-1);
    return serviceAccount === undefined
        ? undefined
        : { namespace: "istio-ingress", labels: peerLabels(run, "istio-ingress"), serviceAccount };
}

/** Who reaches what, by network and mesh together. */
function reachable(run: Simulated): string[] {
    const objects = objectsOf(run);
    return workloads
        .flatMap((name) => {
            const target = { name, namespace, labels: { app: name, version: "v1" }, ports, inMesh: true };
            return Object.entries(callers(run)).flatMap(([caller, end]) =>
                ports
                    .filter((port) => reaches(objects, { name: caller, ...end }, target, port))
                    .map((port) => `${caller} -> ${name}:${port}`),
            );
        })
        .sort();
}

describe("access to serving workloads", () => {
    const named = [
        "object-detection-client -> object-detection:8500",
        "anomaly-detection-client -> anomaly-detection:8500",
        "anomaly-detection-client -> anomaly-detection:8501",
        "multi-model-client -> multi-model-server:8500",
        "multi-model-client -> multi-model-server:8501",
        "ai-inference-client -> ai-inference-rollout:8080",
        "ai-inference-client -> ai-inference-rollout:8090",
        "ai-inference-client -> ai-inference-spot:8080",
        "ai-inference-client -> ai-inference-spot:8090",
        ...workloads.map((name) => `prometheus -> ${name}:15020`),
    ];
    const throughGateway = ["gateway -> ai-inference-app:8080", "gateway -> ai-inference-app:8090"];

    for (const stack of ["dev", "prod"]) {
        it(`lets only the named callers of ${stack} through, each to its port, by network and mesh together`, async () => {
            const run = await simulateStack(stack);
            assert.deepEqual(reachable(run), [...named, ...throughGateway].sort());
        });
    }

    it("lets a workload, a client and a load test out of the namespaces that deny them, to the named pods alone", async () => {
        const run = await simulateStack("dev", [
            "workloads.anomaly-detection.callers.ai-inference-app={}",
            "workloads.anomaly-detection.callers.nightly-report={namespace: ml-testing, ports: [grpc]}",
        ]);
        const objects = objectsOf(run);
        const reached = (caller: PodEnd) =>
            workloads.flatMap((name) =>
                ports
                    .filter((port) => networkLetsOut(objects, caller, pod(name), port))
                    .map((port) => `${name}:${port}`),
            );
        assert.deepEqual(reached(client("ai-inference-app")), ["anomaly-detection:8500", "anomaly-detection:8501"]);
        const report = { namespace: "ml-testing", labels: { app: "nightly-report" } };
        assert.deepEqual(reached(report), ["anomaly-detection:8500"]);
        assert.deepEqual(reached({ namespace: "ml-testing", labels: { app: "another" } }), []);
        assert.deepEqual(reached({ namespace: "ml-training", labels: { app: "nightly-report" } }), []);
    });

    it("leaves callers of namespaces that the platform does not guard to their own policies", async () => {
        const run = await simulateStack("dev", [
            "workloads.anomaly-detection.callers.checkout={namespace: shop, podLabels: {role: web}}",
        ]);
        const objects = objectsOf(run);
        assert.ok(!objects.some((object) => object.namespace === "shop"));
        const target = pod("anomaly-detection");
        assert.equal(networkAdmits(objects, target, { namespace: "shop", labels: { role: "web" } }, 8500), true);
        assert.equal(meshAdmits(objects, target, { principal: principalOf("shop", "checkout"), port: 8500 }), true);
    });

    it("shows the proxies of a namespace the workloads of others that its pods call, and no more", async () => {
        const hosts = async (...settings: string[]) => {
            const run = await simulateStack("dev", settings);
            return (run.object("Sidecar", "default", "ml-training").inputs.spec as { egress: [{ hosts: string[] }] })
                .egress[0].hosts;
        };
        const plain = await hosts();
        const calling = await hosts("workloads.anomaly-detection.callers.trainer={namespace: ml-training}");
        assert.deepEqual(
            calling.filter((host) => !plain.includes(host)),
            ["ml-production/anomaly-detection.ml-production.svc.cluster.local"],
        );
    });

    it("would notice a policy that admits every client", async () => {
        const run = await simulateStack("dev");
        const open = {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "open", namespace },
            spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] },
        };
        const stranger = { namespace: "default", labels: {} };
        const target = pod("object-detection");
        assert.equal(networkAdmits(objectsOf(run), target, stranger, 15020), false);
        assert.equal(networkAdmits([...objectsOf(run), ...clusterObjects([open])], target, stranger, 15020), true);
    });
});
