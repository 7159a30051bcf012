import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkImageCommand } from "../../../cli/check-image/command";
import { logFields } from "../../../components/workloads/inferenceService/appConfig";
import { captured } from "../../support/terminal";
import { freePorts } from "../cluster/processes";
import { ensureTool } from "../tools";
import { eventually } from "../wait";

const samples = path.resolve(__dirname, "../../../samples");

interface KnownAnswers {
    readonly request: { readonly instances: readonly (readonly number[])[] };
    readonly answers: Readonly<Record<string, { readonly predictions: readonly number[] }>>;
}

const known = JSON.parse(readFileSync(path.join(samples, "model/known-answers.json"), "utf8")) as KnownAnswers;

describe("the sample server", () => {
    let folder: string;
    let child: ChildProcess | undefined;
    let log = "";
    let url = "";
    let port = 0;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "sample-server-"));
        log = "";
    });

    afterEach(() => {
        child?.kill("SIGKILL");
        rmSync(folder, { recursive: true });
    });

    /** Starts the server as the kind `inference-service` would, and waits until it is ready. */
    async function serve(version: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
        start(path.join(samples, "model", version), env);
        const ready = () =>
            fetch(`${url}/ready`).then(
                (answer) => answer.ok,
                () => false,
            );
        await eventually("a server that is ready", ready).catch((error: Error) => {
            throw new Error(`${error.message}\n${log}`);
        });
    }

    function start(modelPath: string, env: Readonly<Record<string, string>> = {}): void {
        writeFileSync(path.join(folder, "app.json"), JSON.stringify({ monitoring: { latency_target_ms: 300 } }));
        writeFileSync(path.join(folder, "log.json"), JSON.stringify({ level: "INFO", static: { version: "v1" } }));
        const settings = {
            HTTP_PORT: String(port),
            MODEL_PATH: modelPath,
            APP_CONFIG: path.join(folder, "app.json"),
            LOG_CONFIG: path.join(folder, "log.json"),
        };
        child = spawn("python3", [path.join(samples, "inference-service/server.py")], {
            env: { PATH: process.env.PATH ?? "", PYTHONDONTWRITEBYTECODE: "1", ...settings, ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        child.stdout?.on("data", (text) => (log += String(text)));
        child.stderr?.on("data", (text) => (log += String(text)));
    }

    beforeEach(async () => {
        [port = 0] = await freePorts(1);
        url = `http://127.0.0.1:${port}`;
    });

    async function post(route: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
        const answer = await fetch(`${url}${route}`, { method: "POST", body: JSON.stringify(body), headers });
        return { status: answer.status, body: await answer.json() };
    }

    for (const version of ["1", "2"]) {
        it(`gives the known answer of version ${version}`, async () => {
            await serve(version);
            assert.deepEqual(await post("/predict", known.request), { status: 200, body: known.answers[version] });
        });
    }

    it("keeps the serving contract", async () => {
        await serve("1");
        await post("/predict", known.request);
        await post("/outcomes", {
            outcomes: [
                { score: 0.9, outcome: 1 },
                { score: 0.8, outcome: 0 },
            ],
        });
        const requests = path.join(folder, "requests.yaml");
        writeFileSync(requests, JSON.stringify([{ path: "/predict", body: known.request }]));
        const { code, out } = await captured((terminal) =>
            checkImageCommand([url, "--latency-target", "300", "--warm-up", requests], terminal),
        );
        assert.equal(code, 0, out);
        assert.match(out, /^ok .* when its body comes in chunks$/m);
        assert.doesNotMatch(out, /not seen/);
        assert.match(await (await fetch(`${url}/metrics`)).text(), /^model_accuracy\{.*\} 0\.5$/m);
    });

    it("logs a request with the fields of the contract, and nothing of its body", async () => {
        await serve("1");
        const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await post("/predict", known.request, {
            "x-request-id": "request-7",
            traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        });
        const line = await eventually("the line of the request", () =>
            Promise.resolve(log.split("\n").find((each) => each.includes("request-7"))),
        );
        const entry = JSON.parse(line) as Record<string, unknown>;
        assert.deepEqual(
            logFields.filter((field) => !(field in entry)),
            [],
        );
        assert.deepEqual(
            [entry.trace_id, entry.model, entry.model_version, entry.version, entry.status],
            [trace, "model", "1", "v1", 200],
        );
        assert.doesNotMatch(line, /instances|predictions/);
    });

    it("leads from its latency to a trace: Prometheus scrapes and stores its exemplars", async () => {
        await serve("1");
        const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        const since = Date.now() / 1000 - 1;
        await post("/predict", known.request, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
        await post("/predict", known.request);
        const [own = 0] = await freePorts(1);
        const configuration = path.join(folder, "prometheus.yaml");
        const scrape = {
            job_name: "server",
            scrape_interval: "1s",
            static_configs: [{ targets: [`127.0.0.1:${port}`] }],
        };
        writeFileSync(configuration, JSON.stringify({ scrape_configs: [scrape] }));
        const prometheus = spawn(
            await ensureTool("prometheus"),
            [
                `--config.file=${configuration}`,
                `--storage.tsdb.path=${path.join(folder, "metrics")}`,
                `--web.listen-address=127.0.0.1:${own}`,
                "--enable-feature=exemplar-storage",
            ],
            { stdio: "ignore" },
        );
        try {
            const query = new URLSearchParams({
                query: "inference_duration_seconds_bucket",
                start: String(since),
                end: String(since + 3600),
            });
            const found = await eventually("an exemplar", async () => {
                const answer = await fetch(`http://127.0.0.1:${own}/api/v1/query_exemplars?${query.toString()}`).catch(
                    () => undefined,
                );
                // Unavailable while it starts.
                if (answer?.ok !== true) {
                    return undefined;
                }
                const { data } = (await answer.json()) as { data: { exemplars: object[] }[] };
                return data.length > 0 && data;
            });
            const labels = found.flatMap(({ exemplars }) =>
                exemplars.map((each) => (each as { labels: object }).labels),
            );
            assert.deepEqual(labels, [{ trace_id: trace }]);
            // Counters keep their names in this format.
            const counted = await fetch(`http://127.0.0.1:${own}/api/v1/query?query=http_requests_total`);
            const { data } = (await counted.json()) as { data: { result: { value: [number, string] }[] } };
            assert.equal(data.result[0]?.value[1], "2");
        } finally {
            prometheus.kill("SIGKILL");
            await once(prometheus, "exit");
        }
    });

    it("says what is wrong with a request", async () => {
        await serve("1");
        assert.deepEqual(await post("/predict", { instances: [[1, 2]] }), {
            status: 400,
            body: { error: '"instances" must be a list of lists of 3 numbers' },
        });
        assert.deepEqual(await post("/predict", [1]), {
            status: 400,
            body: { error: "the body must be a JSON object" },
        });
        const nested = await fetch(`${url}/predict`, { method: "POST", body: "[".repeat(100_000) });
        assert.deepEqual([nested.status, await nested.json()], [400, { error: "the body is nested too deeply" }]);
        assert.equal((await post("/elsewhere", {})).status, 404);
        const page = await (await fetch(`${url}/metrics`)).text();
        assert.match(page, /^http_requests_total\{method="POST",path="\(other\)",status="404"\} 1$/m);
    });

    it("has counted a request before its answer arrives", async () => {
        await serve("1");
        for (let sent = 1; sent <= 100; sent += 1) {
            await post("/predict", known.request);
            const page = await (await fetch(`${url}/metrics`)).text();
            assert.match(page, new RegExp(`^http_requests_total\\{.*\\} ${sent}$`, "m"));
        }
    });

    it("answers the request after one that it refused, on the same connection", async () => {
        await serve("1");
        const refused = `${head("POST /elsewhere", "content-length: 2")}{}`;
        assert.deepEqual(await statuses(refused + head("GET /health", "connection: close")), [404, 200]);
    });

    it("reads a body that comes in chunks, as proxies forward one whose length they do not know", async () => {
        await serve("1");
        const body = JSON.stringify(known.request);
        const chunks = [body.slice(0, 9), body.slice(9), ""].map(
            (text) => `${text.length.toString(16)}\r\n${text}\r\n`,
        );
        const request = head("POST /predict", "transfer-encoding: chunked") + chunks.join("");
        assert.deepEqual(await statuses(request + head("GET /health", "connection: close")), [200, 200]);
    });

    for (const [what, headers, status] of [
        ["has no number as its length", "content-length: many", 400],
        ["has a length of thousands of digits", `content-length: ${"9".repeat(5000)}`, 400],
        ["is larger than the limit", `content-length: ${16 * 1024 * 1024 + 1}`, 413],
        ["is larger than the limit, in chunks", "transfer-encoding: chunked\r\n\r\n1000001", 413],
        ["has no number as the length of a chunk", "transfer-encoding: chunked\r\n\r\nmany", 400],
    ] as const) {
        it(`closes the connection of a request whose body ${what}: where the next one starts is unknown`, async () => {
            await serve("1");
            assert.deepEqual(await statuses(head("POST /predict", headers) + head("GET /health")), [status]);
        });
    }

    it("closes the connection of a GET with a body, which it does not read", async () => {
        await serve("1");
        const request = `${head("GET /health", "content-length: 2")}{}`;
        assert.deepEqual(await statuses(request + head("GET /health")), [200]);
    });

    /** A request as it goes over the connection, up to its body. */
    const head = (line: string, ...headers: readonly string[]): string =>
        [`${line} HTTP/1.1`, "host: test", ...headers, "", ""].join("\r\n");

    /** Sends text on a connection of its own, and gives the statuses that arrive until the server closes it. */
    async function statuses(text: string): Promise<number[]> {
        const socket = connect(port, "127.0.0.1");
        socket.write(text);
        let answers = "";
        for await (const part of socket) {
            answers += String(part);
        }
        return [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
    }

    it("ends with an error when there is no model", async () => {
        start(path.join(folder, "nothing/1"));
        const [code] = (await once(child as ChildProcess, "exit")) as [number];
        assert.equal(code, 1);
        assert.match(log, /"level": "ERROR", "message": "the model at .* cannot be loaded/);
    });

    it("finishes the requests it has when it is told to stop, and takes no more", async () => {
        await serve("1");
        const body = JSON.stringify(known.request);
        const socket = connect(port, "127.0.0.1");
        let answer = "";
        socket.on("data", (text) => (answer += String(text)));
        // The server has the head of the request when it asks for the rest, which arrives after SIGTERM.
        socket.write(head("POST /predict", `content-length: ${body.length}`, "expect: 100-continue"));
        await eventually("the server asks for the body", () => Promise.resolve(answer.endsWith("\r\n\r\n")));
        assert.equal(answer, "HTTP/1.1 100 Continue\r\n\r\n");
        answer = "";
        socket.write(body.slice(0, 9));
        child?.kill("SIGTERM");
        await eventually("a server that takes no connections", () =>
            fetch(`${url}/ready`).then(
                () => false,
                () => true,
            ),
        );
        socket.write(body.slice(9));
        const [code] = (await once(child as ChildProcess, "exit")) as [number];
        assert.equal(code, 0);
        assert.match(answer, /^HTTP\/1\.1 200 /);
        assert.ok(answer.endsWith(JSON.stringify(known.answers["1"]).replace(/([:,])/g, "$1 ")), answer);
    });
});
