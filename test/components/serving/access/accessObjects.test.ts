import assert from "node:assert/strict";
import { type Simulated } from "../../../support/simulate";
import { simulateStack } from "../../../support/simulate";

/** Somebody who tries to connect: what the network sees of it, and what the mesh sees. */
interface Caller {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Absent for pods without a proxy: they have no identity in the mesh. */
    readonly serviceAccount?: string;
}

interface NetworkPolicy {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly { port: number }[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly { port: number }[] }[];
}
interface Peer {
    readonly namespaceSelector?: { readonly matchLabels?: Labels };
    readonly podSelector?: { readonly matchLabels?: Labels };
}
interface AuthorizationPolicy {
    readonly selector?: { readonly matchLabels: Labels };
    readonly action?: string;
    readonly rules?: readonly {
        readonly from?: readonly { readonly source: { readonly principals?: readonly string[] } }[];
        readonly to?: readonly {
            readonly operation: { readonly ports?: readonly string[]; readonly paths?: readonly string[] };
        }[];
    }[];
}
interface Metadata {
    readonly namespace?: string;
}
type Labels = Readonly<Record<string, string>>;

/** Ports that the mesh's sidecar does not capture: only the network decides about them. */
const uncaptured = [15020, 15021, 15090];
const namespace = "ml-production";

function specs<T>(run: Simulated, kind: string, namespace = "ml-production"): T[] {
    return run.resources
        .filter(({ inputs }) => inputs.kind === kind)
        .filter(({ inputs }) => (inputs.metadata as { namespace?: string }).namespace === namespace)
        .map(({ inputs }) => inputs.spec as T);
}

function matches(selector: Labels | undefined, labels: Labels): boolean {
    return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** As the network plugin decides: pods that some policy selects admit what any of those policies admits. */
function networkAdmits(policies: readonly NetworkPolicy[], target: Labels, caller: Caller, port: number): boolean {
    const selecting = policies.filter(
        (policy) => policy.policyTypes.includes("Ingress") && matches(policy.podSelector.matchLabels, target),
    );
    if (selecting.length === 0) {
        return true;
    }
    return selecting.some((policy) =>
        (policy.ingress ?? []).some(
            (rule) =>
                (rule.ports === undefined || rule.ports.some((allowed) => allowed.port === port)) &&
                (rule.from === undefined || rule.from.some((peer) => isPeer(peer, caller))),
        ),
    );
}

/** The same at the other end: may these pods connect to the target's port? */
function networkLetsOut(policies: readonly NetworkPolicy[], caller: Caller, target: Labels, port: number): boolean {
    const selecting = policies.filter(
        (policy) => policy.policyTypes.includes("Egress") && matches(policy.podSelector.matchLabels, caller.labels),
    );
    if (selecting.length === 0) {
        return true;
    }
    return selecting.some((policy) =>
        (policy.egress ?? []).some(
            (rule) =>
                (rule.ports === undefined || rule.ports.some((allowed) => allowed.port === port)) &&
                (rule.to === undefined ||
                    rule.to.some((peer) => "podSelector" in peer && isPeer(peer, { namespace, labels: target }))),
        ),
    );
}

function isPeer(peer: Peer, caller: Pick<Caller, "namespace" | "labels">): boolean {
    const inNamespace =
        peer.namespaceSelector === undefined
            ? caller.namespace === namespace
            : matches(peer.namespaceSelector.matchLabels, { "kubernetes.io/metadata.name": caller.namespace });
    return inNamespace && matches(peer.podSelector?.matchLabels, caller.labels);
}

/** As the proxy decides: strict mutual TLS, and when any ALLOW policy covers the pod, one of its rules must match. */
function meshAdmits(policies: readonly AuthorizationPolicy[], target: Labels, caller: Caller, port: number): boolean {
    if (uncaptured.includes(port)) {
        return true;
    }
    if (caller.serviceAccount === undefined) {
        return false;
    }
    const principal = `cluster.local/ns/${caller.namespace}/sa/${caller.serviceAccount}`;
    const covering = policies.filter((policy) => matches(policy.selector?.matchLabels, target));
    assert.ok(covering.length > 0, "a pod without any policy would be open");
    return covering.some((policy) =>
        (policy.rules ?? []).some(
            (rule) =>
                (rule.from ?? []).some(({ source }) => source.principals?.includes(principal)) &&
                (rule.to ?? []).some(({ operation }) => operation.ports?.includes(String(port))),
        ),
    );
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

const client = (name: string): Caller => ({ namespace, labels: { app: name }, serviceAccount: name });
const prometheusLabels = { "app.kubernetes.io/name": "prometheus" };

/** Whoever might try: the clients, each workload itself, the gateway, Prometheus, and those who pretend to be somebody. */
function callers(run: Simulated): Readonly<Record<string, Caller>> {
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
    const peers = specs<NetworkPolicy>(run, "NetworkPolicy")
        .flatMap((policy) => policy.ingress ?? [])
        .flatMap((rule) => rule.from ?? [])
        .filter((peer) =>
            matches(peer.namespaceSelector?.matchLabels, { "kubernetes.io/metadata.name": "monitoring" }),
        );
    return peers[0]?.podSelector?.matchLabels ?? {};
}

function gatewayOf(run: Simulated): Caller | undefined {
    const peers = specs<NetworkPolicy>(run, "NetworkPolicy")
        .flatMap((policy) => policy.ingress ?? [])
        .flatMap((rule) => rule.from ?? [])
        .filter((peer) => peer.namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === "istio-ingress");
    const principals = specs<AuthorizationPolicy>(run, "AuthorizationPolicy")
        .flatMap((policy) => policy.rules ?? [])
        .flatMap((rule) => rule.from ?? [])
        .flatMap(({ source }) => source.principals ?? [])
        .filter((principal) => principal.includes("/ns/istio-ingress/"));
    const serviceAccount = principals[0]?.split("/").at(-1);
    return serviceAccount === undefined
        ? undefined
        : { namespace: "istio-ingress", labels: peers[0]?.podSelector?.matchLabels ?? {}, serviceAccount };
}

/** Who reaches what, by network and mesh together. */
function reachable(run: Simulated): string[] {
    const network = specs<NetworkPolicy>(run, "NetworkPolicy");
    const mesh = specs<AuthorizationPolicy>(run, "AuthorizationPolicy");
    const found: string[] = [];
    for (const target of workloads) {
        const labels = { app: target, version: "v1" };
        for (const [name, caller] of Object.entries(callers(run))) {
            for (const port of ports) {
                const out = networkLetsOut(specs(run, "NetworkPolicy", caller.namespace), caller, labels, port);
                if (out && networkAdmits(network, labels, caller, port) && meshAdmits(mesh, labels, caller, port)) {
                    found.push(`${name} -> ${target}:${port}`);
                }
            }
        }
    }
    return found.sort();
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
        const reached = (caller: Caller) =>
            workloads.flatMap((name) =>
                ports
                    .filter((port) =>
                        networkLetsOut(specs(run, "NetworkPolicy", caller.namespace), caller, { app: name }, port),
                    )
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
        assert.ok(!run.resources.some(({ inputs }) => (inputs.metadata as Metadata | undefined)?.namespace === "shop"));
        const shop = { namespace: "shop", labels: { role: "web" }, serviceAccount: "checkout" };
        const labels = { app: "anomaly-detection" };
        assert.equal(networkAdmits(specs(run, "NetworkPolicy"), labels, shop, 8500), true);
        assert.equal(meshAdmits(specs(run, "AuthorizationPolicy"), labels, shop, 8500), true);
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
        const open: NetworkPolicy = { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] };
        const stranger = { namespace: "default", labels: {} };
        const target = { app: "object-detection" };
        assert.equal(networkAdmits(specs(run, "NetworkPolicy"), target, stranger, 15020), false);
        assert.equal(
            networkAdmits([...specs<NetworkPolicy>(run, "NetworkPolicy"), open], target, stranger, 15020),
            true,
        );
    });
});
