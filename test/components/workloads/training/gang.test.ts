import assert from "node:assert/strict";
import { type InCluster } from "../../../../components/inCluster";
import { render, spec } from "../../../support/serving/render";
import { type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-explicit-any -- rendered objects of many shapes */

const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector", version: 7 },
    pods: 3,
    peerPorts: [12_400],
};
const withKueue = { addons: { kueue: { enabled: true } } };
const queues: InCluster["queues"] = { namespace: "ml-training", of: (model) => `training-${model}`, ready: [] };
const gang = (changes: object = {}) => render({ train: { ...train, ...changes } }, { queues }, withKueue);

function job(run: Simulated): any {
    const jobs = run.resources.filter(
        ({ inputs }) => inputs.kind === "Job" && (inputs.metadata as any).namespace === "ml-training",
    );
    assert.equal(jobs.length, 1);
    return jobs[0]?.inputs;
}

/** What the kubelet makes of `$(NAME)`: the value of a variable that stands before. */
function expanded(env: readonly any[], labels: Readonly<Record<string, string>>): Record<string, string> {
    const values: Record<string, string> = {};
    for (const { name, value, valueFrom } of env) {
        const label = /\['(.+)'\]/.exec(valueFrom?.fieldRef?.fieldPath ?? "")?.[1];
        values[name] =
            label === undefined
                ? String(value ?? "").replace(/\$\((\w+)\)/g, (all, key: string) => values[key] ?? all)
                : (labels[label] ?? "");
    }
    return values;
}

describe("a training on several pods", () => {
    let run: Simulated;
    let spec_: any;
    let pod: any;

    before(async () => {
        run = await gang();
        spec_ = job(run).spec;
        pod = spec_.template.spec;
    });

    it("is an Indexed Job whose pods run at the same time", () => {
        assert.deepEqual([spec_.completions, spec_.parallelism, spec_.completionMode], [3, 3, "Indexed"]);
    });

    it("counts a failure of the run once, and neither interruptions nor the pods that they leave behind", () => {
        assert.equal(spec_.backoffLimit, 9);
        assert.deepEqual(spec_.podFailurePolicy.rules, [
            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
            { action: "FailJob", onExitCodes: { containerName: "train", operator: "In", values: [70] } },
            { action: "Ignore", onExitCodes: { containerName: "train", operator: "In", values: [75] } },
        ]);
    });

    it("tells each pod its place, as TensorFlow and PyTorch read it", () => {
        const labels = {
            "batch.kubernetes.io/job-name": "train-0a1b2c3d",
            "batch.kubernetes.io/job-completion-index": "2",
        };
        const env = expanded(pod.containers[0].env, labels);
        const host = (rank: number) => `train-0a1b2c3d-${rank}.train.ml-training.svc.cluster.local`;
        assert.deepEqual(JSON.parse(env["TF_CONFIG"] ?? ""), {
            cluster: { worker: [0, 1, 2].map((rank) => `${host(rank)}:2222`) },
            task: { type: "worker", index: 2 },
        });
        assert.deepEqual(
            ["RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"].map((name) => env[name]),
            ["2", "3", host(0), "29500"],
        );
    });

    it("gives pods names in DNS before they are ready", () => {
        const service = spec(run, "Service", "train");
        assert.deepEqual(
            [service.clusterIP, service.publishNotReadyAddresses, service.selector],
            ["None", true, { app: "train" }],
        );
        assert.equal(pod.subdomain, "train");
        const ports = service.ports.map(({ port, appProtocol }: any) => [port, appProtocol]);
        assert.deepEqual(ports, [
            [2222, "tcp"],
            [29_500, "tcp"],
            [12_400, "tcp"],
        ]);
        const declared = pod.containers[0].ports.map(({ name, containerPort }: any) => [name, containerPort]);
        assert.deepEqual(
            service.ports.map(({ targetPort, port }: any) => [targetPort, port]),
            declared,
        );
    });

    it("lets its pods reach each other on these ports, and nobody else", () => {
        const policy = spec(run, "AuthorizationPolicy", "train");
        assert.deepEqual(policy, {
            selector: { matchLabels: { app: "train" } },
            action: "ALLOW",
            rules: [
                {
                    from: [{ source: { principals: ["cluster.local/ns/ml-training/sa/train"] } }],
                    to: [{ operation: { ports: ["2222", "29500", "12400"] } }],
                },
            ],
        });
        const network = spec(run, "NetworkPolicy", "train");
        const own = {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ml-training" } },
            podSelector: { matchLabels: { app: "train" } },
        };
        const ports = [2222, 29_500, 12_400].map((port) => ({ protocol: "TCP", port }));
        assert.deepEqual(network.ingress[0], { from: [own], ports });
        assert.equal(network.ingress.length, 2, "the other one is Prometheus");
        assert.deepEqual(
            network.egress.filter((rule: any) => JSON.stringify(rule.to).includes('"train"')),
            [{ to: [own], ports }],
        );
    });

    it("talks mutual TLS, and keeps connections on which nothing flows", () => {
        const { host, trafficPolicy } = spec(run, "DestinationRule", "train");
        assert.equal(host, "train.ml-training.svc.cluster.local");
        assert.equal(trafficPolicy.tls.mode, "ISTIO_MUTUAL");
        const settings = JSON.parse(spec_.template.metadata.annotations["proxy.istio.io/config"]);
        assert.deepEqual(settings, { proxyMetadata: { ISTIO_META_IDLE_TIMEOUT: "0s" } });
    });

    it("publishes one version from one pod", () => {
        for (const { name, env } of pod.initContainers) {
            const values = Object.fromEntries(env.map((each: any) => [each.name, each.value]));
            assert.deepEqual([values["RUN_PODS"], values["MODEL_VERSION"]], ["3", "7"], name);
        }
    });

    it("has none of this with one pod", async () => {
        const { pods, peerPorts, ...one } = train;
        assert.deepEqual([pods, peerPorts], [3, [12_400]]);
        const alone = await render({ train: one });
        const kinds = alone.resources.map(({ inputs }) => inputs.kind);
        assert.ok(
            !["Service", "AuthorizationPolicy", "DestinationRule", "LocalQueue"].some((kind) => kinds.includes(kind)),
        );
        const { backoffLimit, podFailurePolicy, suspend, template } = job(alone).spec;
        assert.deepEqual([backoffLimit, podFailurePolicy.rules.length, suspend], [3, 2, true]);
        assert.doesNotMatch(JSON.stringify(template), /RANK|TF_CONFIG|RUN_PODS|subdomain|proxy\.istio\.io/);
    });
});
