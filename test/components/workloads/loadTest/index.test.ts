import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { faultsOf, render, spec } from "../../../support/serving/render";
import { simulateStack, type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const target = {
    kind: "tensorflow-serving",
    models: { m: { versions: [1] } },
    callers: { load: { namespace: "ml-testing" } },
};
const load = { kind: "load-test", target: "t", request: { path: "/v1/models/m:predict", body: { instances: [[1]] } } };

function files(run: Simulated, name: string): Record<string, string> {
    const { volumes } = spec(run, "CronJob", name).jobTemplate.spec.template.spec;
    const configMap = volumes.find(({ name: volume }: any) => volume === "scripts").configMap.name;
    return run.object("ConfigMap", configMap).inputs.data as Record<string, string>;
}

const settings = (run: Simulated, name: string) => JSON.parse(files(run, name)["settings.json"] ?? "");

describe("load-test of the production stack", () => {
    let stack: Simulated;
    let cron: any;

    before(async () => {
        stack = await simulateStack("prod");
        cron = spec(stack, "CronJob", "load-test");
    });

    it("is never started by an update: it is suspended, and its date never comes", () => {
        assert.deepEqual([cron.suspend, cron.schedule], [true, "0 0 31 2 *"]);
        assert.equal(stack.object("CronJob", "load-test", "ml-testing").inputs.kind, "CronJob");
    });

    it("divides 100 users among ten pods for five minutes, and is not tried again", () => {
        const { completions, parallelism, completionMode, backoffLimit } = cron.jobTemplate.spec;
        assert.deepEqual([completions, parallelism, completionMode, backoffLimit], [10, 10, "Indexed", 0]);
        const { users, durationSeconds, pods } = settings(stack, "load-test");
        assert.deepEqual([users, durationSeconds, pods], [100, 300, 10]);
    });

    it("fails above a p95 of 2000 ms or 5 % of failures", () => {
        const { latencyP95Ms, maxErrorRatio } = settings(stack, "load-test");
        assert.deepEqual([latencyP95Ms, maxErrorRatio], [2000, 0.05]);
    });

    it("calls the target's own port, and is let out to it and to Prometheus alone", () => {
        const { url } = settings(stack, "load-test");
        const host = "anomaly-detection.ml-production.svc.cluster.local:8501";
        assert.equal(url, `http://${host}/v1/models/anomaly-detection:predict`);
        const out = (name: string) =>
            spec(stack, "NetworkPolicy", name).egress.flatMap(({ to, ports }: any) =>
                to.map(({ namespaceSelector }: any) => [
                    namespaceSelector?.matchLabels["kubernetes.io/metadata.name"],
                    ...ports.map(({ port }: any) => port),
                ]),
            );
        assert.deepEqual(out("load-test.results"), [["monitoring", 9090]]);
        assert.deepEqual(
            out("load-test").filter(([namespace]: any) => namespace === "ml-production"),
            [["ml-production", 8500, 8501]],
        );
        const [container] = cron.jobTemplate.spec.template.spec.containers;
        const { value } = container.env.find(({ name }: any) => name === "K6_PROMETHEUS_RW_SERVER_URL");
        assert.match(value, /\/api\/v1\/write$/);
    });
});

describe("a load test", () => {
    it("brings the messages of TensorFlow Serving where it calls gRPC", async () => {
        const run = await render({ t: target, load: { ...load, protocol: "grpc" } });
        assert.deepEqual(Object.keys(files(run, "load")).sort(), [
            "grpc.js",
            "settings.json",
            "shared.js",
            "tensorflow-serving.proto",
        ]);
        assert.equal(settings(run, "load").address, "t.ml-production.svc.cluster.local:8500");
    });

    it("gives each pod its part of the users and the limits of the stack file, as the script hands them to k6", async () => {
        const run = await render({ t: target, load: { ...load, parallelism: 4, thresholds: { minConfidence: 0.5 } } });
        const { "shared.js": script = "", "settings.json": text = "" } = files(run, "load");
        const plain = script.replace(/^export /gm, "");
        // The script reads its settings by k6's own functions.
        const inK6 = (expression: string): unknown =>
            JSON.parse(
                runInNewContext(`${plain}; JSON.stringify(${expression})`, {
                    open: () => text,
                    __ENV: { JOB_COMPLETION_INDEX: "3" },
                }),
            );
        assert.deepEqual(inK6('optionsOf("http_req_duration")'), {
            vus: 100,
            duration: "300s",
            executionSegment: "3/4:4/4",
            executionSegmentSequence: "0/4,1/4,2/4,3/4,4/4",
            thresholds: {
                http_req_duration: ["p(95)<2000"],
                checks: ["rate>0.95"],
                http_req_failed: ["rate<0.05"],
            },
        });
        const answers =
            "[{ a: [{ confidence: 0.9 }] }, { a: [{ confidence: 0.9 }, { confidence: 0.1 }] }, {}, undefined]";
        assert.deepEqual(inK6(`${answers}.map(confident)`), [true, false, false, false]);
    });

    const faults = (workloads: object, changes: object = {}) => faultsOf(workloads, changes);

    it("is refused in production unless the stack file says it twice", () => {
        const production = { environment: "production", serving: { imageDigests: "optional" } };
        assert.deepEqual(faults({ t: target, load }, production), [
            {
                path: "workloads.load",
                reason: "puts load on a production stack: set evenInProduction: true to confirm, or leave it out",
            },
        ]);
    });

    it("is refused without a target that lets it in", () => {
        const reason =
            "does not let the test in: add load: { namespace: ml-testing } to workloads.t.callers, with port http where it lists ports";
        for (const callers of [{}, { load: {} }, { load: { namespace: "ml-testing", ports: ["grpc"] } }]) {
            assert.deepEqual(faults({ t: { ...target, callers }, load }), [{ path: "workloads.load.target", reason }]);
        }
        assert.deepEqual(faults({ load }), [
            {
                path: "workloads.load.target",
                reason: 'is "t", which is not a workload that answers requests: name one of the stack',
            },
        ]);
    });

    it("is refused over gRPC for an image whose messages it does not know", () => {
        const app = { kind: "inference-service", image: "example.com/app:1.0.0", callers: target.callers };
        assert.deepEqual(faults({ t: app, load: { ...load, protocol: "grpc" } }), [
            {
                path: "workloads.load.protocol",
                reason: 'is grpc, and "t" is not a tensorflow-serving, whose API alone the test knows: use http',
            },
        ]);
    });
});
