import assert from "node:assert/strict";
import { inferenceService } from "../../../../components/workloads/inferenceService";
import { itRejects } from "../../../support/serving/itRejects";
import { loadWorkloads, render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */

const app = { kind: "inference-service", image: "example.com/app:1.0.0", callers: { client: {} } };
const requests = [{ path: "/predict", body: { b: 1, a: [2] } }, { path: "/v2/health" }];
const startup = { path: "/started" };

describe("a server with warm-up requests", () => {
    let pod: any;
    let files: any;

    before(async () => {
        const run = await render({ w: { ...app, probes: { startup }, warmUp: { requests } } });
        pod = spec(run, "Deployment", "w").template.spec;
        const { configMap } = pod.volumes.find(({ name }: any) => name === "warm-up");
        files = run.object("ConfigMap", configMap.name).inputs.data;
    });

    it("is ready only with its sidecar, which starts first and lets the pod end", () => {
        const [sidecar, ...others] = pod.initContainers;
        assert.deepEqual(others, []);
        assert.deepEqual([sidecar.name, sidecar.restartPolicy], ["warm-up", "Always"]);
        assert.deepEqual(sidecar.readinessProbe.exec.command, ["bash", "/opt/warm-up/warm-up.sh", "is-warm"]);
        // A start-up probe would keep the server itself from starting.
        assert.equal(sidecar.startupProbe, undefined);
    });

    it("gets its requests as files, in the order of the list, and none of them twice", () => {
        const { "warm-up.sh": script, ...rest } = files;
        assert.match(script, /^#!/);
        assert.deepEqual(rest, { "00.path": "/predict", "00.json": '{"a":[2],"b":1}', "01.path": "/v2/health" });
    });

    it("is asked on its own port and start-up path, inside the pod", () => {
        const env = Object.fromEntries(pod.initContainers[0].env.map(({ name, value }: any) => [name, value]));
        const { SERVER, STARTUP_PATH, ROUNDS, REQUEST_SECONDS } = env;
        assert.deepEqual(
            [SERVER, STARTUP_PATH, ROUNDS, REQUEST_SECONDS],
            ["http://127.0.0.1:8080", "/started", "3", "60"],
        );
    });

    it("has that much longer until its rollout counts as stuck", async () => {
        const deadline = async (warmUp: object) => {
            const slow = { ...startup, periodSeconds: 30, failureThreshold: 120 };
            const run = await render({ w: { ...app, probes: { startup: slow }, ...warmUp } });
            return spec(run, "Deployment", "w").progressDeadlineSeconds as number;
        };
        assert.equal((await deadline({ warmUp: { requests, seconds: 200 } })) - (await deadline({})), 200);
    });

    it("asks its nodes for room for the container beside it, too", () => {
        const demand = (changes: object) => {
            const { workloads } = loadWorkloads({ w: { ...app, ...changes } });
            const [pods] = inferenceService.demands("w", workloads.w!);
            return { cpu: pods!.cpu, memoryGiB: pods!.memoryGiB };
        };
        const { requests: own } = pod.initContainers[0].resources;
        assert.deepEqual([own.cpu, own.memory], ["50m", "64Mi"]);
        const [without, withIt] = [demand({}), demand({ warmUp: { requests } })];
        assert.equal((withIt.cpu - without.cpu).toFixed(3), "0.050");
        assert.equal(withIt.memoryGiB - without.memoryGiB, 64 / 1024);
    });

    it("has nothing of it where the stack file does not ask", async () => {
        const plain = spec(await render({ w: app }), "Deployment", "w").template.spec;
        assert.doesNotMatch(JSON.stringify(plain), /warm-up/);
    });
});

describe("warm-up requests that cannot work", () => {
    itRejects([
        [
            { ...app, warmUp: { requests: [{ path: "predict" }] } },
            "warmUp.requests[0].path",
            'is "predict": must be a path such as /predict',
        ],
    ]);
});
