import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";
import { type Simulated } from "../../../support/simulate";
import { itRejects } from "../../../support/serving/itRejects";

interface Metadata {
    readonly annotations?: Readonly<Record<string, string>>;
}

function mainContainer(run: Simulated, name: string): Readonly<Record<string, unknown>> {
    const { template } = run.object("Deployment", name).inputs.spec as {
        template: { spec: { containers: Readonly<Record<string, unknown>>[] } };
    };
    return template.spec.containers[0]!;
}

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("an inference-service workload", () => {
    it("gets the time to end its longest request when it is stopped", async () => {
        const run = await render({ slow: { ...app, traffic: { timeoutSeconds: 300 } }, quick: app });
        const grace = (name: string) =>
            // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes
            spec(run, "Deployment", name).template.spec.terminationGracePeriodSeconds as number;
        assert.deepEqual([grace("slow"), grace("quick")], [310, 60]);
    });

    it("runs the program and the arguments of the stack file, and the image's own without them", async () => {
        const run = await render({ own: { ...app, command: ["python", "-m", "serve"], args: ["--fast"] }, plain: app });
        const main = (name: string) => mainContainer(run, name);
        assert.deepEqual([main("own").command, main("own").args], [["python", "-m", "serve"], ["--fast"]]);
        assert.ok(!("command" in main("plain")) && !("args" in main("plain")));
    });

    it("carries the annotations of its service account, which have no place in its pods", async () => {
        const run = await render({ own: { ...app, serviceAccountAnnotations: { "example.com/team": "ranking" } } });
        assert.deepEqual((run.object("ServiceAccount", "own").inputs.metadata as Metadata).annotations, {
            "example.com/team": "ranking",
        });
        assert.ok(!JSON.stringify(run.object("Deployment", "own").inputs).includes("example.com/team"));
    });

    describe("that works with queues, objects and topics", () => {
        const queue = "https://sqs.us-west-2.amazonaws.com/111122223333/jobs";
        const topic = "arn:aws:sns:eu-west-1:111122223333:done";
        const access = {
            queues: [
                { url: queue, use: "receive" },
                { url: `${queue}-next`, use: "send" },
            ],
            objects: [
                { store: "data", prefix: "in/" },
                { store: "results", prefix: "out/", use: "add" },
                { store: "data", prefix: "tmp/", use: "write" },
            ],
            topics: [topic],
        };
        let run: Simulated;
        before(async () => {
            run = await render({ own: { ...app, access }, plain: app });
        });

        it("has an identity that may do this and nothing else", () => {
            const identities = run.resources.filter(({ type }) => type === "test:cloud:WorkloadIdentity");
            assert.deepEqual(
                identities.map(({ inputs }) => [inputs.serviceAccount, inputs.access]),
                [
                    [
                        "own",
                        [
                            { kind: "read-objects", store: "data", prefix: "in/" },
                            { kind: "add-objects", store: "results", prefix: "out/" },
                            { kind: "write-objects", store: "data", prefix: "tmp/" },
                            { kind: "consume-queue", queue: "arn:aws:sqs:us-west-2:111122223333:jobs" },
                            { kind: "send-queue", queue: "arn:aws:sqs:us-west-2:111122223333:jobs-next" },
                            { kind: "publish-topic", topic },
                        ],
                    ],
                ],
            );
            assert.ok(run.dependsOn(run.object("Deployment", "own"), identities[0]!));
        });

        it("reaches their hosts and its credentials, through the mesh and through the network", () => {
            const entries = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry");
            assert.deepEqual(entries.map(({ name }) => name.replace("egress-ml-production-", "")).sort(), [
                "data-bucket",
                "results-bucket",
                "sns-eu--west--1-amazonaws-com-443",
                "sqs-us--west--2-amazonaws-com-443",
            ]);
            const sqs = entries.find(({ name }) => name.includes("-sqs-"));
            assert.deepEqual((sqs?.inputs.spec as { hosts: unknown }).hosts, ["sqs.us-west-2.amazonaws.com"]);
            const ports = (name: string) =>
                (run.object("NetworkPolicy", name).inputs.spec as { egress: { ports: { port: number }[] }[] }).egress
                    .flatMap((rule) => rule.ports.map(({ port }) => port))
                    .filter((port) => [80, 443].includes(port));
            assert.deepEqual([ports("own"), ports("plain")], [[80, 443], []]);
        });

        it("is told the names of its buckets, which variables of its own replace", async () => {
            const variables = (rendered: Simulated, name: string) =>
                (mainContainer(rendered, name).env as { name: string; value?: string }[])
                    .filter((variable) => variable.name.endsWith("_BUCKET"))
                    .map(({ name: key, value }) => `${key}=${value ?? "secret"}`);
            const [data = "", results = ""] = variables(run, "own");
            assert.match(data, /^DATA_BUCKET=.+/);
            assert.match(results, /^RESULTS_BUCKET=.+/);
            assert.deepEqual(variables(run, "plain"), []);
            const replaced = { env: { DATA_BUCKET: "mine" }, secrets: { RESULTS_BUCKET: { secret: "bucket" } } };
            assert.deepEqual(variables(await render({ own: { ...app, access, ...replaced } }), "own"), [
                "DATA_BUCKET=mine",
                "RESULTS_BUCKET=secret",
            ]);
        });

        it("reaches a queue without any bucket", async () => {
            const alone = await render({ own: { ...app, access: { queues: [{ url: queue, use: "receive" }] } } });
            const { egress } = alone.object("NetworkPolicy", "own").inputs.spec as {
                egress: { ports: { port: number }[] }[];
            };
            assert.ok(
                egress.some(({ ports }) => ports.some(({ port }) => port === 80)),
                "credentials",
            );
            assert.ok(
                egress.some(({ ports }) => ports.some(({ port }) => port === 443)),
                "the queue",
            );
        });
    });

    itRejects([
        [
            { ...app, access: { queues: [{ url: "https://example.com/jobs", use: "receive" }] } },
            "access.queues[0].url",
            'is "https://example.com/jobs": must be the URL of an SQS queue',
        ],
        [
            { ...app, access: { objects: [{ store: "models", prefix: "a/" }] } },
            "access.objects[0].store",
            'is "models": must be one of data, results',
        ],
        [
            { ...app, access: { objects: [{ store: "data", prefix: "a" }] } },
            "access.objects[0].prefix",
            'is "a": must be a path that ends with /, such as detector/',
        ],
        [{ ...app, access: { topics: ["done"] } }, "access.topics[0]", 'is "done": must be the ARN of an SNS topic'],
        [
            { ...app, secrets: { KEY: { secret: "a" } }, env: { KEY: "b" } },
            "env.KEY",
            'is also under "secrets": keep it there alone',
        ],
        [
            { ...app, secrets: { LOG_LEVEL: { secret: "a" } } },
            "secrets.LOG_LEVEL",
            "is set by the platform: choose another name",
        ],
        [
            { ...app, env: { HTTP_PORT: "9000" } },
            "env.HTTP_PORT",
            "is set by the platform, whose ports and files rely on it: leave it out",
        ],
        [
            { ...app, traffic: { timeoutSeconds: 120 }, graceSeconds: 60 },
            "graceSeconds",
            "is 60: must be at least 130, 10 seconds to drain and traffic.timeoutSeconds for running requests",
        ],
        [
            { ...app, shutdown: {}, traffic: { timeoutSeconds: 45 } },
            "shutdown.seconds",
            "is 30: must be at least traffic.timeoutSeconds (45), the longest that a running request takes",
        ],
        [
            { ...app, shutdown: {}, graceSeconds: 60 },
            "graceSeconds",
            "follows from shutdown.seconds when the server is stopped by a request: leave it out",
        ],
    ]);
});
