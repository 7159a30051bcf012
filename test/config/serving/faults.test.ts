import assert from "node:assert/strict";
import { faultsOf, loadWorkloads } from "../../support/serving/render";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const two = { v1: { weight: 80 }, v2: { weight: 20 } };

/** A workload `w` that says something impossible, the key that is named, and the whole reason. */
const impossible: readonly (readonly [workload: object, path: string, reason: string])[] = [
    [{ ...detector, gpus: 2 }, "gpus", 'needs an "accelerator": name the GPU model, or leave gpus out'],
    [
        { ...detector, models: {} },
        "models",
        "names no model: add at least one, for example detector: { versions: [1] }",
    ],
    [
        { ...app, resources: { limits: { cpu: "500m" } } },
        "resources.limits.cpu",
        "is 500m for a request of 1: must be at least the request",
    ],
    [
        { ...app, resources: { limits: { memory: "16Gi" } } },
        "resources.limits.memory",
        "is 16Gi for a request of 4Gi: must be at most 2 times the request",
    ],
    [
        { ...detector, models: { m: { versions: "all" } } },
        "models.m.versions",
        'follows the bucket, and a sync volume copies once: list the versions, or set "modelVolume.kind" to mount',
    ],
    [
        { ...detector, models: { m: { versions: [1, 1] } } },
        "models.m.versions",
        "names a version twice: list each once",
    ],
    [
        { ...detector, models: { m: { versions: [1], labels: { canary: 2 } } } },
        "models.m.labels.canary",
        "is 2, which is not loaded: must be one of 1",
    ],
    [
        {
            ...detector,
            modelVolume: { kind: "mount" },
            models: { m: { versions: { latest: 1 }, labels: { stable: 1 } } },
        },
        "models.m.labels.stable",
        "needs listed versions: a label may only point at a version that is surely loaded",
    ],
    [
        { ...detector, models: { m: { versions: [1], digests: { 2: `sha256:${"0".repeat(64)}` } } } },
        "models.m.digests.2",
        "is for a version that is not served: must be one of 1",
    ],
    [
        { ...detector, traffic: { versions: two } },
        "traffic.versions",
        "belongs to strategy weighted, and this is single: leave it out, or change the strategy",
    ],
    [
        { ...detector, traffic: { strategy: "weighted", versions: two, analysis: {} } },
        "traffic.analysis",
        "belongs to strategy progressive or blue-green, and this is weighted: leave it out, or change the strategy",
    ],
    [
        { ...detector, traffic: { strategy: "weighted" } },
        "traffic.versions",
        "has no versions: strategy weighted needs at least two",
    ],
    [
        { ...detector, traffic: { strategy: "weighted", versions: { v1: { weight: 100 } } } },
        "traffic.versions",
        "has one version: strategy weighted needs at least two",
    ],
    [
        { ...detector, traffic: { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 30 } } } },
        "traffic.versions",
        "has weights that sum to 110: must be exactly 100",
    ],
    [
        {
            ...detector,
            traffic: {
                strategy: "weighted",
                versions: { v1: { weight: 80, header: { value: "x" } }, v2: { weight: 20, header: { value: "x" } } },
            },
        },
        "traffic.versions",
        'has two versions for the header "version: x": one would never match',
    ],
    [
        {
            ...detector,
            traffic: { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 20, models: { n: {} } } } },
        },
        "traffic.versions.v2.models.n",
        "changes a model that the workload does not serve: must be one of m",
    ],
    [
        { ...detector, traffic: { strategy: "progressive", steps: [{ weight: 50 }, { weight: 20 }, { weight: 100 }] } },
        "traffic.steps",
        "has weights 50, 20, 100: each must be greater than the one before",
    ],
    [
        { ...detector, traffic: { strategy: "progressive", steps: [{ weight: 50 }] } },
        "traffic.steps",
        "does not end with weight 100: the new version would never take over",
    ],
    [
        { ...detector, traffic: { strategy: "weighted", versions: two, mirror: { version: "v3" } } },
        "traffic.mirror.version",
        'is "v3": must be one of v1, v2',
    ],
    [
        { ...detector, traffic: { strategy: "weighted", versions: two, mirror: {} } },
        "traffic.mirror.version",
        "is missing: must be one of v1, v2",
    ],
    [
        { ...detector, traffic: { strategy: "progressive", mirror: { version: "v2" } } },
        "traffic.mirror.version",
        "is not for strategy progressive: copies go to the new version",
    ],
    [{ ...detector, traffic: { fault: {} } }, "traffic.fault", "injects nothing: add delay or abort, or leave it out"],
    [
        { ...detector, traffic: { fault: { abort: { httpStatus: 503, grpcStatus: "INTERNAL" } } } },
        "traffic.fault.abort",
        "must have either httpStatus or grpcStatus",
    ],
    [
        { ...detector, modelVolume: { kind: "persistent-cache" }, traffic: { strategy: "progressive" } },
        "modelVolume.kind",
        "is persistent-cache, a volume per pod that strategy progressive cannot keep: use sync or mount",
    ],
    [{ ...detector, scaling: { min: 5, max: 4 } }, "scaling.min", "is 5: must not be greater than max (4)"],
    [
        { ...detector, scaling: { min: 0 } },
        "scaling.min",
        "is 0, and without pods no trigger would start the first one: add sqs or cron, or set it to 1",
    ],
    [
        { ...detector, scaling: { gpuPercent: 80 } },
        "scaling.gpuPercent",
        'needs GPUs: set "accelerator", or leave it out',
    ],
    [
        { ...detector, scaling: { fallbackReplicas: 20 } },
        "scaling.fallbackReplicas",
        "is 20: must not be greater than max (10)",
    ],
    [
        { ...detector, scaling: { fallbackReplicas: 2, queueDepth: false } },
        "scaling.fallbackReplicas",
        "needs queueDepth, forecast or sqs: the autoscaler can only fall back from a metric that counts per pod",
    ],
    [
        {
            ...detector,
            scaling: { cron: [{ timezone: "UTC", start: "0 8 * * *", end: "0 9 * * *", replicas: 11 }] },
        },
        "scaling.cron[0].replicas",
        "is 11: must not be greater than max (10)",
    ],
    [
        { ...detector, scaling: { cpuPercent: false, memoryPercent: false, latencyP95Ms: false, queueDepth: false } },
        "scaling",
        "has no trigger: keep at least one of cpuPercent, memoryPercent, latencyP95Ms, queueDepth, or set max to min",
    ],
    [
        { ...detector, minAvailable: 2 },
        "minAvailable",
        "is 2 with a scaling.min of 2, so that no node could be drained: must be smaller",
    ],
    [
        { ...detector, minAvailable: 1, traffic: { strategy: "weighted", versions: two } },
        "minAvailable",
        "is not for strategy weighted: each version keeps all pods but one",
    ],
    [
        { ...detector, rollingUpdate: {}, traffic: { strategy: "blue-green" } },
        "rollingUpdate",
        "is not for strategy blue-green, which replaces pods its own way: leave it out",
    ],
    [
        { ...detector, rollingUpdate: {}, modelVolume: { kind: "persistent-cache" } },
        "rollingUpdate",
        "is not for a persistent-cache, whose pods are replaced one by one: leave it out",
    ],
    [
        { ...detector, rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } },
        "rollingUpdate",
        "allows neither fewer nor more pods: raise maxUnavailable or maxSurge",
    ],
    [
        { ...detector, egress: [{ host: "db.example.com", port: 5432, protocol: "TCP" }] },
        "egress[0].cidrs",
        "is empty for port 5432: only port 443 may go to any address; list the host's networks",
    ],
    [
        { ...app, secrets: { DB: { dataStore: "postgres" } } },
        "secrets.DB.dataStore",
        `needs postgres among the workload's "dataStores", or pods cannot reach it`,
    ],
    [
        { ...app, secrets: { KEY: { secret: "a" } }, env: { KEY: "b" } },
        "env.KEY",
        'is also under "secrets": keep it there alone',
    ],
    [
        { ...app, shutdown: {}, graceSeconds: 60 },
        "graceSeconds",
        "follows from shutdown.seconds when the server is stopped by a request: leave it out",
    ],
];

describe("workloads that cannot work", () => {
    for (const [workload, path, reason] of impossible) {
        it(`are told: ${path} ${reason}`, () => {
            assert.deepEqual(faultsOf({ w: workload }), [{ path: `workloads.w.${path}`, reason }]);
        });
    }

    it("are told everything at once", () => {
        const faults = faultsOf({
            w: { ...detector, gpus: 1, scaling: { min: 3, max: 1 }, traffic: { fault: {} } },
            x: { ...app, minAvailable: 9 },
        });
        assert.deepEqual(
            faults.map(({ path }) => path),
            ["workloads.w.gpus", "workloads.w.traffic.fault", "workloads.w.scaling.min", "workloads.x.minAvailable"],
        );
    });
});

describe("workloads against the rest of the stack", () => {
    it("need a digest of each image in production, unless the stack says otherwise", () => {
        const weighted = { strategy: "weighted", versions: { ...two, v2: { weight: 20, image: "example.com/app:2" } } };
        const production = { environment: "production" };
        const reason = (image: string) =>
            `is "${image}", a tag that its owner can move: add @sha256:…, or set "serving.imageDigests" to optional`;
        assert.deepEqual(faultsOf({ w: { ...app, traffic: weighted } }, production), [
            { path: "workloads.w.image", reason: reason("example.com/app:1.0.0") },
            { path: "workloads.w.traffic.versions.v2.image", reason: reason("example.com/app:2") },
        ]);
        loadWorkloads({ w: app }, { ...production, serving: { imageDigests: "optional" } });
        loadWorkloads({ w: { ...app, image: `${app.image}@sha256:${"0".repeat(64)}` } }, production);
        assert.equal(faultsOf({ w: app }, { serving: { imageDigests: "required" } }).length, 1);
    });

    it("need two yeses for deliberate faults in production", () => {
        const fault = { delay: { seconds: 1 } };
        const production = { environment: "production", serving: { imageDigests: "optional" } };
        assert.deepEqual(faultsOf({ w: { ...app, traffic: { fault } } }, production), [
            {
                path: "workloads.w.traffic.fault",
                reason: "breaks requests on purpose in a production stack: leave it out, or set evenInProduction: true as well",
            },
        ]);
        loadWorkloads({ w: { ...app, traffic: { fault: { ...fault, evenInProduction: true } } } }, production);
    });

    it("need what they build on", () => {
        assert.deepEqual(
            faultsOf(
                {
                    w: {
                        ...app,
                        gateway: {},
                        dataStores: ["redis"],
                        secrets: { KEY: { secret: "a" } },
                        traffic: { strategy: "blue-green" },
                    },
                },
                {
                    ingress: undefined,
                    dataStores: {},
                    addons: { rollouts: { enabled: false }, externalSecrets: { enabled: false } },
                },
            ),
            [
                {
                    path: "workloads.w.secrets",
                    reason: 'needs external-secrets, and "addons.externalSecrets.enabled" is false: switch it on',
                },
                { path: "workloads.w.dataStores[0]", reason: 'needs redis: add "dataStores.redis" to the stack' },
                {
                    path: "workloads.w.gateway",
                    reason: 'needs a gateway: add "ingress" to the stack, or leave it out',
                },
                {
                    path: "workloads.w.traffic.strategy",
                    reason: 'is blue-green, and "addons.rollouts.enabled" is false: switch it on, or use single or weighted',
                },
            ],
        );
    });

    it("need names of their own for what follows from theirs", () => {
        const weighted = { ...detector, traffic: { strategy: "weighted", versions: two } };
        assert.deepEqual(faultsOf({ w: weighted, "w-v2": detector }), [
            {
                path: "workloads.w.traffic.versions.v2",
                reason: 'makes objects named "w-v2", and so does that workload: rename one of them',
            },
        ]);
        const long = "a".repeat(40);
        const cached = {
            ...weighted,
            modelVolume: { kind: "persistent-cache" },
            traffic: {
                strategy: "weighted",
                versions: { [`v${"1".repeat(15)}`]: { weight: 50 }, v2: { weight: 50 } },
            },
        };
        assert.deepEqual(faultsOf({ [long]: cached }), [
            {
                path: `workloads.${long}.traffic.versions.v111111111111111`,
                reason: `makes "${long}-v111111111111111", longer than the 52 characters of a StatefulSet`,
            },
        ]);
    });
});
