import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { rateIn } from "../../../cli/load-test/capacity";
import { render, spec } from "../../support/serving/render";
import { temporaryFolder } from "../../support/temporary";
import { ensureTool } from "../tools";

interface Container {
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value?: string }[];
}

interface PodSpec {
    readonly containers: readonly [Container];
    readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

/** Folder of the scripts in the pod. */
const scriptsPath = "/opt/load-test";

/** What the servers were asked. */
interface Received {
    readonly path: string;
    readonly body: string;
}

describe("the scripts of a load test, in k6", () => {
    const temporary = temporaryFolder();
    const requests: Received[] = [];
    let writes = 0;
    let answer: { readonly status: number; readonly body: object };
    let http: HttpServer;
    let grpc: Server;
    let grpcPort = 0;

    before(async function () {
        this.timeout(0);
        await ensureTool("k6");
        http = createServer((request, response) => {
            const path = request.url ?? "";
            void text(request).then((body) => {
                if (path === "/api/v1/write") {
                    writes += 1;
                    response.writeHead(204).end();
                    return;
                }
                requests.push({ path, body });
                response.writeHead(answer.status, { "content-type": "application/json" });
                response.end(JSON.stringify(answer.body));
            });
        }).listen(0, "127.0.0.1");
        await once(http, "listening");
        grpc = new Server();
        const bytes = (value: Buffer) => value;
        grpc.addService(
            {
                predict: {
                    path: "/tensorflow.serving.PredictionService/Predict",
                    requestStream: false,
                    responseStream: false,
                    requestSerialize: bytes,
                    requestDeserialize: bytes,
                    responseSerialize: bytes,
                    responseDeserialize: bytes,
                },
            },
            {
                predict: (
                    { request }: { readonly request: Buffer },
                    reply: (error: Error | null, message: Buffer) => void,
                ) => {
                    requests.push({ path: "Predict", body: request.toString("latin1") });
                    // A message without fields.
                    reply(answer.status === 200 ? null : new Error("refused"), Buffer.alloc(0));
                },
            },
        );
        grpcPort = await new Promise<number>((resolve, reject) =>
            grpc.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
                error === null ? resolve(port) : reject(error),
            ),
        );
    });

    after(() => {
        http?.close();
        grpc?.forceShutdown();
    });

    beforeEach(() => {
        requests.length = 0;
        writes = 0;
        answer = { status: 200, body: { predictions: [{ confidence: 0.9 }] } };
    });

    const httpPort = () => (http.address() as AddressInfo).port;

    /** What k6 wrote last. */
    let log = "";

    /** Runs the pod of a rendered load test against the servers here; the exit code of k6. */
    async function run(load: object, port: number): Promise<number | null> {
        const target = {
            kind: "tensorflow-serving",
            models: { detector: { versions: [1] } },
            callers: { load: { namespace: "ml-testing" } },
        };
        const users = { users: 4, parallelism: 2, pauseSeconds: 0.1 };
        const rendered = await render({ t: target, load: { kind: "load-test", target: "t", ...users, ...load } });
        const pod = (spec(rendered, "CronJob", "load") as { jobTemplate: { spec: { template: { spec: PodSpec } } } })
            .jobTemplate.spec.template.spec;
        const [{ args, env }] = pod.containers;
        const configMap = pod.volumes.find(({ name }) => name === "scripts")?.configMap?.name ?? "";
        const files = rendered.object("ConfigMap", configMap).inputs.data as Record<string, string>;
        const settings = JSON.parse(files["settings.json"] ?? "") as { readonly path: string };
        const address = `127.0.0.1:${port}`;
        const here = { ...settings, durationSeconds: 2, address, url: `http://${address}/${settings.path}` };
        for (const [name, content] of Object.entries({ ...files, "settings.json": JSON.stringify(here) })) {
            temporary.write(name, content.replaceAll(`"${scriptsPath}"`, JSON.stringify(temporary.path)));
        }
        const k6 = spawn(
            await ensureTool("k6"),
            args.map((arg) => arg.replace(scriptsPath, temporary.path)),
            {
                env: {
                    ...Object.fromEntries(env.map(({ name, value = "" }) => [name, value])),
                    HOME: temporary.path,
                    JOB_COMPLETION_INDEX: "1",
                    K6_PROMETHEUS_RW_SERVER_URL: `http://127.0.0.1:${httpPort()}/api/v1/write`,
                },
                stdio: ["ignore", "pipe", "inherit"],
            },
        );
        const [written, [code]] = await Promise.all([text(k6.stdout), once(k6, "exit") as Promise<[number | null]>]);
        log = written;
        return code;
    }

    const overHttp = { request: { path: "/v1/models/detector:predict", body: { instances: [[1, 2]] } } };
    const overGrpc = {
        protocol: "grpc",
        request: {
            path: "/tensorflow.serving.PredictionService/Predict",
            body: { model_spec: { name: "detector" }, inputs: { x: { dtype: "DT_FLOAT", float_val: [0.5] } } },
        },
    };

    it("send the request of the stack file over HTTP, and their results to Prometheus", async () => {
        assert.equal(await run({ ...overHttp, thresholds: { minConfidence: 0.8 } }, httpPort()), 0);
        assert.ok(requests.length > 0);
        const expected = { path: "/v1/models/detector:predict", body: '{"instances":[[1,2]]}' };
        requests.forEach((request) => assert.deepEqual(request, expected));
        assert.ok(writes > 0, "no results were written");
    });

    for (const protocol of ["http", "grpc"] as const) {
        it(`say over ${protocol} how many requests they have sent, from which the command tells what a pod bears`, async () => {
            await (protocol === "http" ? run(overHttp, httpPort()) : run(overGrpc, grpcPort));
            const rate = rateIn(log);
            assert.ok(rate !== undefined, log);
            // The test lasts two seconds; a request that is under way at its end may be counted or not.
            assert.ok(
                Math.abs(rate * 2 - requests.length) <= 0.2 * requests.length,
                `${rate}/s, ${requests.length} in 2 s`,
            );
        });
    }

    it("fail with the exit code of thresholds when the server fails or is not confident enough", async () => {
        answer = { status: 500, body: {} };
        assert.equal(await run(overHttp, httpPort()), 99);
        answer = { status: 200, body: { predictions: [{ confidence: 0.2 }] } };
        assert.equal(await run({ ...overHttp, thresholds: { minConfidence: 0.8 } }, httpPort()), 99);
    });

    it("call TensorFlow Serving over gRPC with the messages that they bring", async () => {
        assert.equal(await run(overGrpc, grpcPort), 0);
        assert.ok(requests.length > 0);
        requests.forEach(({ body }) => assert.match(body, /detector/));
        answer = { status: 500, body: {} };
        assert.equal(await run(overGrpc, grpcPort), 99);
    });
});
