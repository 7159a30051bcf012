import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { checkImageCommand } from "../../../cli/check-image/command";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";

/** Buckets of scores up to 0.1, 0.2 and so on to 1, with these counts. */
function scoreBuckets(counts: readonly number[]): string {
    const line = (count: number, i: number) =>
        `prediction_score_bucket{model="m",model_version="1",le="${(i + 1) / 10}"} ${count}\n`;
    return counts.map(line).join("");
}

/** A page that keeps the contract. */
const good = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{method="POST",path="/predict",status="200"} 5
# TYPE inference_duration_seconds histogram
inference_duration_seconds_bucket{model="m",model_version="1",le="0.5"} 4
inference_duration_seconds_bucket{model="m",model_version="1",le="+Inf"} 5
inference_duration_seconds_sum{model="m",model_version="1"} 1.25e0
inference_duration_seconds_count{model="m",model_version="1"} 5
# TYPE inference_queue_depth gauge
inference_queue_depth{model="m"} 0
# TYPE model_accuracy gauge
model_accuracy{model="m",model_version="1"} 0.9
# TYPE prediction_score histogram
${scoreBuckets([0, 0, 1, 1, 1, 2, 2, 3, 4, 5])}prediction_score_bucket{model="m",model_version="1",le="+Inf"} 5
prediction_score_sum{model="m",model_version="1"} 3
prediction_score_count{model="m",model_version="1"} 5
`;

describe("check-image", () => {
    const temporary = temporaryFolder();
    let server: Server | undefined;

    afterEach(() => {
        server?.close();
        server = undefined;
    });

    /** Serves the given pages with status 200, everything else with 503. */
    async function check(
        pages: Readonly<Record<string, string>>,
        type = "text/plain; version=0.0.4",
        ...options: string[]
    ) {
        return checkServer(
            (request, response) => {
                const page = pages[request.url ?? ""];
                response.writeHead(page === undefined ? 503 : 200, { "content-type": type }).end(page ?? "");
            },
            ...options,
        );
    }

    async function checkServer(answer: RequestListener, ...options: string[]) {
        server = createServer(answer);
        await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
        return run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options);
    }

    const run = (...args: string[]) => captured((terminal) => checkImageCommand(args, terminal));

    const whole = { "/startup": "", "/ready": "", "/health": "", "/metrics": good };

    it("sends warm-up requests first, and reports those that are not answered with success", async () => {
        const file = temporary.write("requests.yaml", "- { path: /predict, body: { x: 1 } }\n- { path: /elsewhere }\n");
        const { code, out } = await check({ ...whole, "/predict": "" }, undefined, "--warm-up", file);
        assert.equal(code, 1);
        assert.match(out, /^ok {8}POST \/predict answers warm-up request 1 with success\nBROKEN {4}GET \/elsewhere/);
    });

    it("finds that a server does not read a body that comes in chunks", async () => {
        const file = temporary.write("requests.yaml", "- { path: /predict, body: { x: 1 } }\n");
        const bodies: string[] = [];
        const withoutChunks: RequestListener = (request, response) => {
            void text(request).then((body) => {
                bodies.push(body);
                const hasLength = request.method === "GET" || request.headers["content-length"] !== undefined;
                response.writeHead(hasLength ? 200 : 411, { "content-type": "text/plain; version=0.0.4" });
                response.end(request.url === "/metrics" ? good : "");
            });
        };
        const { code, out } = await checkServer(withoutChunks, "--warm-up", file);
        assert.equal(code, 1);
        assert.deepEqual(bodies.slice(0, 2), ['{"x":1}', '{"x":1}']);
        assert.deepEqual(
            out.split("\n").filter((line) => line.startsWith("BROKEN")),
            [
                "BROKEN    POST /predict is answered with success when its body comes in chunks: answered 411: a proxy that does not know the length of a body forwards it like this",
            ],
        );
    });

    it("finds every promise kept", async () => {
        const { code, out } = await check(whole);
        assert.equal(code, 0, out);
        assert.equal(
            out,
            `ok        GET /startup answers 200
ok        GET /ready answers 200
ok        GET /health answers 200
ok        GET /metrics answers 200
ok        metrics are in Prometheus's text format
ok        counter http_requests_total{method, path, status}
ok        histogram inference_duration_seconds{model, model_version}
ok        gauge inference_queue_depth{model}
ok        gauge model_accuracy{model, model_version}
ok        histogram prediction_score{model, model_version}
The container keeps the contract.
`,
        );
    });

    const broken: readonly (readonly [what: string, page: string, line: string])[] = [
        [
            "a metric that is missing",
            good.replaceAll("inference_queue_depth", "queue_depth"),
            "BROKEN    gauge inference_queue_depth{model}: no sample: send a few predictions first, then export it",
        ],
        [
            "a metric of another type",
            good.replace("inference_queue_depth gauge", "inference_queue_depth counter"),
            "BROKEN    gauge inference_queue_depth{model}: is declared as counter: must be a gauge",
        ],
        [
            "a label that is missing",
            good.replace('method="POST",', ""),
            "BROKEN    counter http_requests_total{method, path, status}: lacks label method",
        ],
        [
            "a histogram without buckets",
            good.replace(/^prediction_score_bucket.*\n/gm, ""),
            "BROKEN    histogram prediction_score{model, model_version}: lacks prediction_score_bucket",
        ],
        [
            "a line that is not a sample",
            `${good}oops\n`,
            "BROKEN    metrics are in Prometheus's text format: line 27 has no value",
        ],
        [
            "an accuracy in percent",
            good.replace("} 0.9", "} 93"),
            "BROKEN    gauge model_accuracy{model, model_version}: is 93 in line 12: must be from 0 to 1",
        ],
        [
            "an accuracy that is not known but exported",
            good.replace("} 0.9", "} NaN"),
            "BROKEN    gauge model_accuracy{model, model_version}: is NaN in line 12: must be from 0 to 1",
        ],
        [
            "a negative queue",
            good.replace('inference_queue_depth{model="m"} 0', 'inference_queue_depth{model="m"} -1'),
            "BROKEN    gauge inference_queue_depth{model}: is -1 in line 10: must be a number from 0",
        ],
        [
            "a label with too many values",
            good.replace(/^http_requests_total.*$/m, (line) =>
                Array.from({ length: 101 }, (_, i) => line.replace("/predict", `/predict-${i}`)).join("\n"),
            ),
            "BROKEN    counter http_requests_total{method, path, status}: has 101 values of label path, of which each is a " +
                "series of its own: must be at most 100",
        ],
        [
            "paths of requests",
            good.replace(/^http_requests_total.*$/m, (line) =>
                ["/users/7/score", "/users/8/score"].map((path) => line.replace("/predict", path)).join("\n"),
            ),
            "BROKEN    counter http_requests_total{method, path, status}: has paths of requests, such as /users/7/score and " +
                "/users/8/score: must be the route's pattern, such as /users/{id}/score",
        ],
        [
            "a status that is not a code",
            good.replace('status="200"', 'status="2xx"'),
            'BROKEN    counter http_requests_total{method, path, status}: has status "2xx" in line 3: must be the three ' +
                "digits of the answer",
        ],
        [
            "a histogram that cannot answer for the target",
            good.replace('le="0.5"', 'le="0.4"'),
            "BROKEN    histogram inference_duration_seconds{model, model_version}: has no bucket edge at the latency target " +
                "of 0.5 s: a percentile near it would be a guess (edges: 0.4, +Inf)",
        ],
        [
            "buckets that are not cumulative",
            good.replace('le="0.5"} 4', 'le="0.5"} 6'),
            "BROKEN    histogram inference_duration_seconds{model, model_version}: counts fewer in the bucket of line 6 " +
                "than in a smaller one: buckets are cumulative",
        ],
        [
            "a count that differs from the buckets",
            good.replace(
                'inference_duration_seconds_count{model="m",model_version="1"} 5',
                'inference_duration_seconds_count{model="m",model_version="1"} 7',
            ),
            "BROKEN    histogram inference_duration_seconds{model, model_version}: has a _count that differs from the bucket " +
                'with le="+Inf" in line 6',
        ],
        [
            "scores without the bins that drift counts",
            good.replace(/^prediction_score_bucket.*le="0\.[257]".*\n/gm, ""),
            "BROKEN    histogram prediction_score{model, model_version}: has no bucket edge at 0.2, 0.5, 0.7: drift counts the " +
                "predictions between these edges, and is not measured without one of them " +
                "(edges: 0.1, 0.3, 0.4, 0.6, 0.8, 0.9, 1, +Inf)",
        ],
        [
            "scores that are no shares",
            good.replace('le="1"} 5', 'le="1"} 4'),
            "BROKEN    histogram prediction_score{model, model_version}: counts 1 above 1 in line 23: must be from 0 to 1",
        ],
        [
            "line ends of another system",
            good.replace("} 5\n", "} 5\r\n"),
            "BROKEN    metrics are in Prometheus's text format: line 3 ends with CRLF: end lines with a line feed alone",
        ],
        [
            "a page that is there twice",
            good + good,
            "BROKEN    metrics are in Prometheus's text format: line 27 is a second HELP of http_requests_total; line 28 is a " +
                "second TYPE of http_requests_total; line 29 repeats the series of line 3; and 23 more",
        ],
    ];
    for (const [what, page, line] of broken) {
        it(`finds ${what}`, async () => {
            const { code, out } = await check({ ...whole, "/metrics": page });
            assert.equal(code, 1);
            assert.ok(out.split("\n").includes(line), out);
        });
    }

    it("judges the histogram by the latency target of the workload", async () => {
        const page = { ...whole, "/metrics": good.replace('le="0.5"', 'le="0.25"') };
        assert.equal((await check(page, undefined, "--latency-target", "250")).code, 0);
    });

    it("accepts edges however they are written, and more of them", async () => {
        const page = good
            .replace('le="1"} 5', 'le="1.0"} 5')
            .replace(/^(.*)le="0.1"} 0\n/m, '$1le="0.05"} 0\n$1le="0.10"} 0\n');
        const { code, out } = await check({ ...whole, "/metrics": page });
        assert.equal(code, 0, out);
    });

    describe("for a workload of a stack file", () => {
        const declared = `${good}# TYPE ranking_candidates_waiting gauge
ranking_candidates_waiting 4
# TYPE ranking_empty_results_total counter
ranking_empty_results_total 0
`;
        const ownLines = async (page: string) => {
            const { code, out } = await check({ ...whole, "/metrics": page }, undefined, "--workload", "dev/ranking");
            return { code, lines: out.split("\n").filter((line) => line.includes("declared by the workload")) };
        };

        it("finds the metrics that the workload declares", async () => {
            assert.deepEqual(await ownLines(declared), {
                code: 0,
                lines: [
                    "ok        gauge ranking_candidates_waiting{}, declared by the workload",
                    "ok        counter ranking_empty_results_total{}, declared by the workload",
                ],
            });
        });

        it("reports one that the page lacks, and one of another type: its queries would find nothing", async () => {
            const page = declared
                .replace(/^.*ranking_candidates_waiting.*\n/gm, "")
                .replace("ranking_empty_results_total counter", "ranking_empty_results_total gauge");
            assert.deepEqual(await ownLines(page), {
                code: 1,
                lines: [
                    "BROKEN    gauge ranking_candidates_waiting{}, declared by the workload: no sample: send a few predictions first, then export it",
                    "BROKEN    counter ranking_empty_results_total{}, declared by the workload: is declared as gauge: must be a counter",
                ],
            });
        });

        it("says which workloads there are where the name is wrong, before anything is sent", async () => {
            const { code, err } = await run("http://localhost:1", "--workload", "dev/rankin");
            assert.equal(code, 2);
            assert.match(err, /^stack dev has no workload "rankin": it has .*; did you mean "ranking"\?\n$/);
            const wrong = await run("http://localhost:1", "--workload", "ranking");
            assert.equal(wrong.code, 2);
            assert.match(wrong.err, /must be a stack and a workload of it, such as prod\/ranker/);
        });
    });

    it("does not require an accuracy that is not known yet", async () => {
        const { code, out } = await check({ ...whole, "/metrics": good.replace(/^.*model_accuracy.*\n/gm, "") });
        assert.equal(code, 0);
        assert.ok(out.includes("not seen  gauge model_accuracy{model, model_version}: no sample yet"), out);
    });

    it("reports an endpoint that is not ready", async () => {
        const { code, out } = await check({ ...whole, "/ready": undefined as unknown as string });
        assert.equal(code, 1);
        assert.ok(out.includes("BROKEN    GET /ready answers 200: answered 503: is the model loaded?"), out);
        assert.ok(out.includes("1 of 10 promises are broken; see docs/serving-contract.md."), out);
    });

    it("reports that the container does not answer", async () => {
        const closed = createServer();
        await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
        const { port } = closed.address() as AddressInfo;
        await new Promise((resolve) => closed.close(resolve));
        const { code, out } = await run(`http://127.0.0.1:${port}`);
        assert.equal(code, 1);
        assert.match(out, /BROKEN {4}GET \/startup answers 200: no answer: .*ECONNREFUSED/);
    });

    it("rejects an argument that is not a URL, without a stack trace", async () => {
        const { code, err } = await run("localhost");
        assert.equal(code, 2);
        assert.equal(
            err,
            "error: command-argument value 'localhost' is invalid for argument 'url'. " +
                "must be a URL such as http://localhost:8080\nRun with --help for usage.\n",
        );
    });
});
