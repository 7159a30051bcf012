import fc from "fast-check";
import { anyWorkload } from "../../support/serving/anyWorkload";

/** A value for the key at a dotted path of a workload. */
type Edit = readonly [path: string, value: unknown];

const header = {
    name: fc.constantFrom("version", "x-a", "content-type", "host"),
    value: fc.constantFrom("v2", "a b", "*", "é", "a,b"),
};
const cron = fc.constantFrom(
    "0 8 * * 1-5",
    "*/5 * * * *",
    "0 0 31 2 *",
    "59 23 * * sun",
    "0 18 * jan-mar *",
    "0-30/10 ? * * 6",
);
const zone = fc.constantFrom("Europe/Berlin", "UTC", "Etc/GMT+1", "America/Argentina/Buenos_Aires");
const share = fc.constantFrom(0.001, 0.5, 1);
const podCount = fc.constantFrom<number | string>(0, 1, 3, "0%", "1%", "50%", "100%");

/** Values at the edges of what the schemas allow, by key path; a stack file may refuse them, but must not pass on what fails later. */
const edges: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    version: fc.constantFrom("v1", "1", "a", "20260101", "a-very-long-version-1"),
    minAvailable: podCount,
    rollingUpdate: fc.record({
        maxUnavailable: podCount,
        maxSurge: podCount,
    }),
    "models.m": fc.constantFrom(
        { versions: [Number.MAX_SAFE_INTEGER], labels: { "v1.2.0-rc.1": Number.MAX_SAFE_INTEGER } },
        { versions: [1], path: "a/b.c/" },
    ),
    modelVolume: fc.constantFrom(
        { kind: "sync", size: "1Mi" },
        { kind: "sync", size: "16Ti" },
        { kind: "mount", size: "500Gi" },
    ),
    "callers.edgy": fc.constantFrom(
        { namespace: "shop", serviceAccount: "checkout", podLabels: { "app.kubernetes.io/name": "checkout" } },
        { podLabels: { "not a label": "x" } },
        { podLabels: { tier: "not a value!" } },
        { podLabels: {} },
        { paths: ["/a", "/b*", "/*", "/a%20b"] },
        { ports: ["http"], paths: ["/v1/models/m:predict"] },
    ),
    egress: fc.constantFrom(
        [{ host: "a.example.com", port: 8443, cidrs: ["198.51.100.0/24"] }],
        [{ host: "b.example.com", port: 5432, protocol: "TCP", cidrs: ["198.51.100.0/24", "203.0.113.7/32"] }],
        [{ host: "c.example.com", port: 80, protocol: "HTTP", cidrs: ["198.51.100.0/24"] }],
        [{ host: `${"long-".repeat(12)}x.${"label-".repeat(10)}y.example.com` }],
        [{ host: "d.example.com", cidrs: ["198.51.100.1/24"] }],
    ),
    "secrets.TOKEN": fc.constantFrom({ secret: "a/b", property: "c" }, { secret: "a_b.c" }),
    gateway: fc.constantFrom(
        {},
        { paths: [] },
        { pathPrefix: "/a/b/", paths: ["/predict", "/v1/*"], methods: ["GET", "POST", "DELETE"] },
        { cors: { origins: ["https://app.example.com:8443"], headers: ["x-a", "content-type"], maxAgeSeconds: 1 } },
        {
            jwt: {
                issuer: "https://login.example.com",
                jwksUri: "https://login.example.com/jwks.json",
                audiences: ["a"],
            },
        },
    ),
    "traffic.timeoutSeconds": fc.constantFrom(0.1, 0.25, 1, 59.5, 600),
    "traffic.tryTimeoutSeconds": fc.constantFrom(0.1, 0.333, 5),
    "traffic.retries": fc.integer({ min: 0, max: 5 }),
    "traffic.header": fc.record(header),
    "traffic.mirror": fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    "traffic.maxSurgePercent": fc.integer({ min: 1, max: 100 }),
    "traffic.shrinkStable": fc.boolean(),
    "traffic.autoPromote": fc.boolean(),
    "traffic.previewReplicas": fc.integer({ min: 1, max: 50 }),
    "traffic.steps": fc
        .array(
            fc.oneof(
                fc.record(
                    {
                        weight: fc.integer({ min: 1, max: 100 }),
                        pauseSeconds: fc.constantFrom(1, 86_400),
                        replicas: fc.integer({ min: 1, max: 100 }),
                    },
                    { requiredKeys: ["weight"] },
                ),
                fc.constant("analysis"),
            ),
            { minLength: 1, maxLength: 6 },
        )
        .map((steps) => [...steps, { weight: 100 }]),
    "traffic.analysis": fc.record(
        {
            minAccuracy: fc.constantFrom<number | false>(0, 1, 0.333333333333, false),
            maxErrorRatio: share,
            maxLatencyP95Ms: fc.constantFrom(1, 1_000_000),
            maxLatencyRatio: fc.constantFrom<number | false>(1, 1.0001, false),
            maxErrorRatioIncrease: fc.constantFrom<number | false>(0, 1, false),
            intervalSeconds: fc.constantFrom(5, 86_400),
            count: fc.constantFrom(1, 1000),
            failureLimit: fc.constantFrom(0, 1, 100, 1000),
            noTraffic: fc.constantFrom("proceed", "pause"),
        },
        { requiredKeys: [] },
    ),
    "traffic.fault": fc.record(
        {
            header: fc.record(header),
            delay: fc.record({ seconds: fc.constantFrom(0.1, 0.123, 60), percent: fc.integer({ min: 0, max: 100 }) }),
            abort: fc.constantFrom(
                { httpStatus: 400, percent: 0 },
                { httpStatus: 599 },
                { grpcStatus: "UNAVAILABLE" },
                { grpcStatus: "RESOURCE_EXHAUSTED", percent: 100 },
            ),
        },
        { requiredKeys: [] },
    ),
    "scaling.min": fc.integer({ min: 0, max: 1000 }),
    "scaling.max": fc.integer({ min: 1, max: 1000 }),
    "scaling.requestsPerReplica": fc.constantFrom<number | false>(0.01, 0.333333, 1e6, 1e21, false),
    "scaling.latencyP95Ms": fc.constantFrom<number | false>(1, 1e9, false),
    "scaling.queueDepth": fc.constantFrom<number | false>(0.1, 1e21, false),
    "scaling.cpuPercent": fc.constantFrom<number | false>(1, 100, false),
    "scaling.memoryPercent": fc.constantFrom<number | false>(1, 100, false),
    "scaling.gpuPercent": fc.constantFrom<number | false>(1, 100, false),
    "scaling.sqs": fc.record({
        queueUrl: fc.constantFrom(
            "https://sqs.us-west-2.amazonaws.com/111122223333/work.fifo",
            "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/a-b_c",
        ),
        length: fc.constantFrom(1, 5, 1_000_000),
    }),
    "scaling.cron": fc.array(
        fc.record({ timezone: zone, start: cron, end: cron, replicas: fc.integer({ min: 1, max: 1000 }) }),
        { maxLength: 2 },
    ),
    "scaling.forecast": fc.record({
        requestsPerReplica: fc.constantFrom(0.01, 1e21),
        aheadMinutes: fc.constantFrom(0, 180),
    }),
    "scaling.fallbackReplicas": fc.integer({ min: 1, max: 1000 }),
};

const edit: fc.Arbitrary<Edit> = fc
    .constantFrom(...Object.entries(edges))
    .chain(([path, values]) => values.map((value): Edit => [path, value]));

/** A gRPC service has one workload; here each has a service of its own. */
function withOwnService(workload: object, id: number): object {
    const { gateway } = workload as { gateway?: { grpcServices?: readonly string[] } };
    return gateway?.grpcServices === undefined
        ? workload
        : { ...workload, gateway: { ...gateway, grpcServices: gateway.grpcServices.map((name) => `${name}${id}`) } };
}

/** Work from a queue, whose autoscaler starts Jobs. */
const queueWorkload: fc.Arbitrary<object> = fc
    .record({
        url: fc.constantFrom(
            "https://sqs.us-west-2.amazonaws.com/111122223333/documents",
            "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/a-b_c.fifo",
        ),
        messages: fc.constantFrom(1, 10, 100),
        visibilitySeconds: fc.constantFrom(60, 3600),
        parallelism: fc.constantFrom(1, 1000),
        deadlineSeconds: fc.constantFrom(60, 43_200),
        history: fc.constantFrom({ successful: 0, failed: 0 }, { successful: 20, failed: 20 }),
        suspend: fc.boolean(),
        backoffLimit: fc.constantFrom(0, 100),
    })
    .map(({ url, messages, visibilitySeconds, ...keys }) => ({
        kind: "batch-inference",
        image: "example.com/team/documents:1.0.0",
        input: { path: "documents/" },
        output: { path: "documents/classes/" },
        queue: { url, messages, visibilitySeconds },
        ...keys,
    }));

/** Workloads as of `anyWorkload`, with a few keys at the edges of what their schemas allow. A stack file may refuse them. */
export function edgyWorkload(): fc.Arbitrary<object> {
    const serving = fc
        .tuple(anyWorkload(), fc.array(edit, { maxLength: 4 }), fc.nat())
        .map(([workload, edits, id]) => withOwnService(edits.reduce(edited, workload), id));
    return fc.oneof({ arbitrary: serving, weight: 19 }, { arbitrary: queueWorkload, weight: 1 });
}

function edited(workload: object, [path, value]: Edit): object {
    const [key = "", ...rest] = path.split(".");
    const inner = (workload as Record<string, unknown>)[key];
    return {
        ...workload,
        [key]:
            rest.length === 0
                ? value
                : edited(typeof inner === "object" && inner !== null ? inner : {}, [rest.join("."), value]),
    };
}
