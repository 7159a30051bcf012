import assert from "node:assert/strict";
import { type z } from "zod";
import { inferenceService } from "../../../components/workloads/inferenceService";
import { tensorflowServing } from "../../../components/workloads/tensorflowServing";
import { modelVolumeSchema } from "../../../config/serving/model";
import { scalingSchema } from "../../../config/serving/scaling";
import { trafficSchema } from "../../../config/serving/traffic";
import { diffProperties } from "../../../simulation/plugin/diff";
import { kubernetesRejections, kubernetesReplacements } from "../../../simulation/providers/kubernetesImmutable";
import { type RecordedResource } from "../../../simulation/recorded";
import { render } from "../../support/serving/render";

/** Another value for one key of a workload, by its path. */
type Edits = Readonly<Record<string, unknown>>;

const jwt = { issuer: "https://a.example.com", jwksUri: "https://a.example.com/keys.json", audiences: ["a"] };
const probe = { periodSeconds: 21, failureThreshold: 31 };

/** Keys that every serving workload has. */
const common: Edits = {
    accelerator: "v100",
    gpus: 2,
    capacity: "spot",
    architecture: "any",
    nodeSelector: { "node-type": "gpu-optimized" },
    tolerations: [{ key: "example.com/team" }],
    version: "v9",
    models: { m: { versions: [2] }, n: { versions: [1] } },
    "models.m.path": "elsewhere/",
    "models.m.labels": { stable: 1 },
    "models.m.digests": { "1": `sha256:${"0".repeat(64)}` },
    "models.m.framework": "jax",
    egress: [{ host: "b.example.com" }],
    dataStores: ["postgres"],
    secrets: { OTHER: { secret: "other" } },
    secretChanges: "ignore",
    serviceAccountAnnotations: { "example.com/team": "ranking" },
    callers: { other: { ports: ["http"] } },
    gateway: {
        pathPrefix: "/elsewhere/",
        jwt,
        cors: { origins: ["https://b.example.com"] },
        rateLimit: { requestsPerSecond: 5, burst: 10 },
        maxRequestSize: "8Mi",
    },
    resources: { requests: { cpu: "3", memory: "6Gi" }, limits: { cpu: "4", memory: "8Gi" } },
    "probes.startup": probe,
    "probes.liveness": probe,
    "probes.readiness": probe,
    image: "example.com/other:2.0.0",
    slo: { availability: 99.5, latencyP95Ms: 900 },
    alerts: { latencyP95Ms: 3000, errorRatio: 0.1, driftPsi: 0.3 },
    minAvailable: 2,
    preprocessor: { image: "example.com/prepare:1.0.0" },
    rollingUpdate: { maxUnavailable: 1, maxSurge: 3 },
    "traffic.timeoutSeconds": 33,
    "traffic.tryTimeoutSeconds": 3,
    "traffic.retries": 1,
    "traffic.fault": { delay: { seconds: 2 } },
    "scaling.min": 4,
    "scaling.max": 12,
    "scaling.requestsPerReplica": 7,
    "scaling.cpuPercent": 55,
    "scaling.memoryPercent": 66,
    "scaling.latencyP95Ms": 777,
    "scaling.queueDepth": 3,
    "scaling.gpuPercent": 44,
    "scaling.sqs": { queueUrl: "https://sqs.us-west-2.amazonaws.com/111122223333/other" },
    "scaling.cron": [{ timezone: "UTC", start: "0 8 * * *", end: "0 9 * * *", replicas: 5 }],
    "scaling.forecast": { requestsPerReplica: 3 },
    "scaling.fallbackReplicas": 6,
    "scaling.prometheus": { busy: { query: "sum(inference:requests:rate1m)", target: 3 } },
};

const ofInferenceService: Edits = {
    cuda: 12,
    batchSize: 64,
    maxWorkers: 8,
    logLevel: "DEBUG",
    env: { A: "b" },
    command: ["serve"],
    args: ["--fast"],
    access: {
        queues: [{ url: "https://sqs.us-west-2.amazonaws.com/111122223333/jobs", use: "receive" }],
        objects: [{ store: "data", prefix: "in/" }],
        topics: ["arn:aws:sns:us-west-2:111122223333:done"],
    },
    ports: { http: 8000, grpc: 8001, others: { admin: { port: 9100 } } },
    cache: { size: "3Gi", seconds: 5 },
    features: { fast: true },
    graceSeconds: 90,
    shutdown: { seconds: 20 },
    warmUp: { requests: [{ path: "/predict" }] },
    metrics: { jobs_waiting: "gauge" },
};

interface Base {
    readonly workload: object;
    readonly edits: Edits;
    /** Kinds of objects that an edit may replace, by its path, each with what the documentation says of it. */
    readonly replaces?: Readonly<Record<string, readonly string[]>>;
}

const app = { kind: "inference-service", image: "example.com/app:1.0.0", accelerator: "t4" };
const tensorflow = { kind: "tensorflow-serving", accelerator: "t4" };
const shared = { models: { m: { versions: [1] } }, scaling: { min: 3, max: 9 } };
/** Keys that end up in objects which bases have in other forms: controllers, volumes, routes. */
const formed: Edits = Object.fromEntries(
    Object.entries(common).filter(([key]) => /^(models|version|image|traffic|scaling\.(min|max)$|gateway)/.test(key)),
);
/** Different routes recreate a VirtualService whose weights a controller owns (docs/workloads.md). */
const routes = ["VirtualService"];
const routeKeys = [
    "gateway",
    "traffic.timeoutSeconds",
    "traffic.tryTimeoutSeconds",
    "traffic.retries",
    "traffic.fault",
];

const bases: Readonly<Record<string, Base>> = {
    "single, copied": {
        workload: { ...app, ...shared },
        edits: { ...common, ...ofInferenceService, "modelVolume.size": "20Gi" },
    },
    "single, mounted": {
        workload: { ...tensorflow, ...shared, modelVolume: { kind: "mount" } },
        edits: { ...formed, "modelVolume.size": "30Gi", batching: false, "models.m.versions": { latest: 2 } },
    },
    "single, kept": {
        workload: { ...tensorflow, ...shared, modelVolume: { kind: "persistent-cache" } },
        edits: { ...formed, "modelVolume.size": "100Gi", "modelVolume.deleteFirst": true },
        replaces: { "modelVolume.size": ["StatefulSet"] },
    },
    weighted: {
        workload: {
            ...tensorflow,
            ...shared,
            modelVolume: { kind: "mount" },
            traffic: { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 20 } } },
        },
        edits: {
            ...formed,
            "traffic.versions": {
                v1: { weight: 60, header: { value: "v1" } },
                v2: { weight: 40, models: { m: { path: "b/" } } },
            },
            "traffic.mirror": { version: "v2", percent: 10 },
        },
    },
    progressive: {
        workload: { ...app, ...shared, modelVolume: { kind: "mount" }, traffic: { strategy: "progressive" } },
        edits: {
            ...formed,
            "traffic.steps": [{ weight: 30 }, { weight: 100 }],
            "traffic.header": { value: "v2" },
            "traffic.analysis": { maxErrorRatio: 0.2 },
            "traffic.maxSurgePercent": 40,
            "traffic.mirror": { percent: 20 },
            "traffic.shrinkStable": true,
        },
        replaces: Object.fromEntries(routeKeys.map((key) => [key, routes])),
    },
    "blue-green": {
        workload: { ...app, ...shared, traffic: { strategy: "blue-green" } },
        edits: {
            ...formed,
            "traffic.autoPromote": true,
            "traffic.previewReplicas": 2,
        },
    },
};

/** Keys whose change moves or remakes the workload: another identity, another controller. */
const remaking = ["kind", "namespace", "traffic.strategy", "modelVolume.kind"];

describe("an update of a workload", () => {
    for (const [title, { workload, edits, replaces = {} }] of Object.entries(bases)) {
        it(`changes objects in place, whatever its key: ${title}`, async () => {
            const entries = Object.entries(edits);
            const nameOf = (i: number) => `w${i}`;
            const stackOf = (change: (path: string, value: unknown) => object) =>
                Object.fromEntries(entries.map(([path, value], i) => [nameOf(i), change(path, value)]));
            // A workload for each edit: one run without edits, one with all of them.
            const before = await render(stackOf(() => workload));
            const after = await render(stackOf((path, value) => edited(workload, path.split("."), value)));
            const old = new Map(before.resources.map((resource) => [resource.urn, resource]));
            for (const [i, [path]] of entries.entries()) {
                const own = after.resources.filter(
                    ({ urn, inputs }) => urn.includes(`::${nameOf(i)}`) && "kind" in inputs && isOf(inputs, nameOf(i)),
                );
                const pairs = own.flatMap((resource) => {
                    const former = old.get(resource.urn);
                    return former === undefined ? [] : [{ former, resource }];
                });
                assert.ok(pairs.length > 5, path);
                const remade = pairs
                    .filter(({ former, resource }) => isReplaced(former, resource))
                    .map(({ resource }) => String(resource.inputs.kind));
                assert.deepEqual([...new Set(remade)], replaces[path] ?? [], `${path} replaces`);
                assert.deepEqual(
                    pairs.flatMap(({ former, resource }) => rejections(former, resource)),
                    [],
                    `${path} is rejected`,
                );
            }
        });
    }

    it("is tried for every key of every serving kind", () => {
        const tried = new Set(Object.values(bases).flatMap(({ edits }) => Object.keys(edits)));
        const missing = [inferenceService, tensorflowServing].flatMap((kind) =>
            keysOf(kind.schema).filter(
                (key) => ![...tried, ...remaking].some((each) => each === key || each.startsWith(`${key}.`)),
            ),
        );
        const within = [
            ...keysOf(trafficSchema).map((key) => `traffic.${key}`),
            ...keysOf(scalingSchema).map((key) => `scaling.${key}`),
            ...keysOf(modelVolumeSchema).map((key) => `modelVolume.${key}`),
        ].filter((key) => !tried.has(key) && !remaking.includes(key));
        assert.deepEqual([...new Set(missing), ...within], []);
    });
});

function keysOf(schema: z.ZodType): string[] {
    return Object.keys((schema as z.ZodObject).shape);
}

function edited(value: object, [key = "", ...rest]: readonly string[], wanted: unknown): object {
    const inner = (value as Record<string, unknown>)[key] ?? {};
    return { ...value, [key]: rest.length === 0 ? wanted : edited(inner, rest, wanted) };
}

/** Whether the object is of this workload: `w1` is not `w11`. */
function isOf({ metadata }: RecordedResource["inputs"], workload: string): boolean {
    const { name } = metadata as { name: string };
    return (
        name === workload ||
        name.startsWith(`${workload}-`) ||
        name.includes(`-${workload}-`) ||
        name.endsWith(`.${workload}`)
    );
}

function isReplaced(former: RecordedResource, resource: RecordedResource): boolean {
    const fixed = [
        ...kubernetesReplacements(resource.type).map(({ property }) => property),
        ...resource.replaceOnChanges,
    ];
    return diffProperties(former.inputs, resource.inputs, fixed, resource.ignoreChanges).some(
        ({ replaces }) => replaces,
    );
}

/** Changes that the API server would refuse. */
function rejections(former: RecordedResource, resource: RecordedResource): string[] {
    const fixed = kubernetesRejections(resource.type).map(({ property }) => property);
    return diffProperties(former.inputs, resource.inputs, fixed, resource.ignoreChanges)
        .filter(({ replaces }) => replaces)
        .map(({ path }) => `${String(resource.inputs.kind)} ${resource.name}: ${path}`);
}
