import assert from "node:assert/strict";
import { itRejects } from "../../../support/serving/itRejects";
import { render, spec } from "../../../support/serving/render";
import { simulateStack, type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const edge = { kind: "edge-inference", image: "example.com/edge:1.0.0" };

describe("edge-inference of the production stack", () => {
    let stack: Simulated;
    let daemonSet: any;
    let pod: any;

    before(async () => {
        stack = await simulateStack("prod");
        daemonSet = spec(stack, "DaemonSet", "edge-inference");
        pod = daemonSet.template.spec;
    });

    it("runs on edge nodes alone, one pod after the other in an update", () => {
        assert.deepEqual(pod.nodeSelector, { "node-type": "edge" });
        assert.deepEqual(pod.tolerations, [{ key: "edge-node", operator: "Exists", effect: "NoSchedule" }]);
        assert.deepEqual(daemonSet.updateStrategy, { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } });
        assert.equal(stack.object("DaemonSet", "edge-inference").inputs.kind, "DaemonSet");
    });

    it("has half a CPU and 512Mi, at most one CPU and 1Gi", () => {
        const { requests, limits } = pod.containers[0].resources;
        assert.deepEqual([requests.cpu, requests.memory, limits.cpu, limits.memory], ["500m", "512Mi", "1", "1Gi"]);
    });

    it("tells the program where it runs, and gives it the models of the node, read-only, and a cache", () => {
        const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]));
        assert.deepEqual(
            [env.EDGE_MODE, env.MODEL_COMPRESSION, env.BATCH_SIZE, env.MODEL_PATH],
            ["true", "quantized", "1", "/models"],
        );
        const volume = (name: string) => pod.volumes.find((each: any) => each.name === name);
        assert.deepEqual(volume("models").hostPath, { path: "/opt/edge-models", type: "Directory" });
        assert.deepEqual(volume("cache").emptyDir, { sizeLimit: "1Gi" });
        const mount = pod.containers[0].volumeMounts.find(({ name }: any) => name === "models");
        assert.deepEqual(mount, { name: "models", mountPath: "/models", readOnly: true });
    });

    it("has no identity in the cloud", () => {
        const roles = stack.resources.filter(
            ({ type, name }) => type.startsWith("aws:") && name.startsWith("edge-inference"),
        );
        assert.deepEqual(roles, []);
        assert.equal(pod.automountServiceAccountToken, false);
    });

    it("reaches no other namespace of workloads", () => {
        const { egress } = spec(stack, "NetworkPolicy", "edge-inference");
        const namespaces = egress.flatMap(({ to }: any) =>
            to.map((peer: any) => peer.namespaceSelector?.matchLabels["kubernetes.io/metadata.name"]),
        );
        assert.deepEqual(namespaces, ["kube-system", "istio-system", "tracing"]);
    });

    it("is called on the caller's own node, by the callers that are listed", () => {
        assert.equal(spec(stack, "Service", "edge-inference").internalTrafficPolicy, "Local");
        const { rules } = spec(stack, "AuthorizationPolicy", "edge-inference");
        assert.deepEqual(
            rules.map(({ from }: any) => from[0].source.principals),
            [["cluster.local/ns/edge-computing/sa/edge-client"]],
        );
        const [client] = spec(stack, "NetworkPolicy", "edge-inference").ingress;
        assert.deepEqual(client.from[0].podSelector.matchLabels, { app: "edge-client" });
        // The namespace denies egress too: the client is let out to it, and to nothing else.
        const out = spec(stack, "NetworkPolicy", "edge-client.calls.edge-inference");
        assert.deepEqual(out.podSelector.matchLabels, { app: "edge-client" });
        assert.deepEqual(
            out.egress.map(({ to, ports }: any) => [to[0].podSelector.matchLabels, ports.map(({ port }: any) => port)]),
            [[{ app: "edge-inference" }, client.ports.map(({ port }: any) => port)]],
        );
    });
});

describe("edge inference", () => {
    it("is called by nobody unless the stack file lists callers", async () => {
        const run = await render({ edge });
        assert.equal("rules" in spec(run, "AuthorizationPolicy", "edge"), false);
        const ports = spec(run, "NetworkPolicy", "edge").ingress.map((rule: any) => rule.ports[0].port);
        assert.deepEqual(ports, [15020]);
    });

    itRejects([
        [
            { ...edge, namespace: "ml-production" },
            "namespace",
            "is ml-production: must be edge-computing, whose pods alone may read a folder of their node",
        ],
        [{ ...edge, env: { EDGE_MODE: "no" } }, "env.EDGE_MODE", "is set by the platform: choose another name"],
        [
            { ...edge, modelsFolder: "/opt/../etc" },
            "modelsFolder",
            'is "/opt/../etc": must be a path such as /opt/edge-models',
        ],
    ]);
});
