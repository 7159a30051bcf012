import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { render, spec } from "../../support/serving/render";
import { type Simulated } from "../../support/simulate";
import { QueueServer } from "../models/queueServer";
import { digestsBelow, S3Server } from "../models/s3Server";
import { eventually } from "../wait";
import { capitals } from "./capitals";
import { JobPod } from "./jobPod";

const queueUrl = "https://sqs.us-west-2.amazonaws.com/111122223333/texts";

/** A notification of S3 as it sends them. Source: S3 user guide, event message structure; keys are encoded as in a form. */
function notification(...keys: readonly string[]): string {
    const records = keys.map((key) => ({
        eventVersion: "2.1",
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        s3: {
            bucket: { name: "data" },
            object: { key: encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+"), size: 9 },
        },
    }));
    return JSON.stringify({ Records: records });
}

describe("batch inference of a queue, against a real S3 server", function () {
    this.timeout(0);
    let server: S3Server;
    let queues: QueueServer;
    let run: Simulated;
    let pods: JobPod[];
    let rounds = 0;
    let data: string;
    let results: string;
    let queue: string;
    let trace: string;

    before(async () => {
        server = await S3Server.start();
        queues = await QueueServer.start();
        run = await render({
            score: {
                kind: "batch-inference",
                image: "example.com/score:1.0.0",
                command: ["sh", "/opt/job/program.sh"],
                input: { path: "texts/" },
                output: { path: "scores/" },
                queue: { url: queueUrl, messages: 3, visibilitySeconds: 60 },
            },
        });
    });

    after(async () => {
        await queues?.stop();
        await server.stop();
    });

    beforeEach(async () => {
        pods = [];
        rounds += 1;
        [data, results] = [`data-${rounds}`, `results-${rounds}`];
        await server.createBucket(data);
        await server.createBucket(results);
        queue = await queues.create(`texts-${rounds}`);
        trace = path.join(newPod().folder, "trace");
        writeFileSync(trace, "");
    });

    afterEach(() => pods.forEach((pod) => pod.remove()));

    async function put(...files: readonly string[]): Promise<void> {
        for (const file of files) {
            await server.client.send(
                new PutObjectCommand({ Bucket: data, Key: `texts/${file}`, Body: `text of ${file}` }),
            );
        }
    }

    function newPod(env: Readonly<Record<string, string>> = {}): JobPod {
        const { jobTargetRef } = spec(run, "ScaledJob", "score") as {
            jobTargetRef: { template: { spec: unknown } };
        };
        const pod = new JobPod({
            run,
            spec: jobTargetRef.template.spec,
            env: {
                ...server.environment(),
                JOB_NAME: "score-x7k2p",
                POLL_SECONDS: "0.1",
                TRACE: trace,
                ...env,
            },
            buckets: { "test-data": data, "test-results": results, [queueUrl]: queue },
            volumes: { input: server.folderOf(data, "texts") },
        });
        writeFileSync(path.join(pod.folderOf("scripts"), "program.sh"), capitals);
        pods.push(pod);
        return pod;
    }

    async function succeeds(): Promise<void> {
        const { code, log } = await newPod().run();
        assert.equal(code, 0, log);
    }

    const stored = () => Object.keys(digestsBelow(server.folderOf(results, "scores")));
    const worked = () =>
        readFileSync(trace, "utf8")
            .split("\n")
            .filter((line) => line !== "")
            .sort();

    it("works what messages name, in every form, and deletes them", async () => {
        await put("a.txt", "deep/b c.txt", "ü+1%.txt", "d.txt", "e.txt");
        await queues.send(queue, "a.txt");
        await queues.send(queue, notification("texts/deep/b c.txt", "texts/ü+1%.txt"));
        await queues.send(queue, "d.txt\ne.txt");
        await succeeds();
        const all = ["a.txt", "d.txt", "deep/b c.txt", "e.txt", "ü+1%.txt"];
        assert.deepEqual(worked(), all);
        assert.deepEqual(stored().sort(), all);
        assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 0 });
    });

    it("takes as many messages as the stack file says, and leaves the others to other pods", async () => {
        const files = ["a.txt", "b.txt", "c.txt", "d.txt"];
        await put(...files);
        for (const file of files) {
            await queues.send(queue, file);
        }
        await succeeds();
        assert.equal(worked().length, 3);
        assert.deepEqual(await queues.count(queue), { waiting: 1, taken: 0 });
        await succeeds();
        assert.deepEqual(worked(), files);
    });

    it("ends at once without messages, and does not work again what has a result", async () => {
        await succeeds();
        await put("a.txt");
        await queues.send(queue, "a.txt");
        await succeeds();
        await queues.send(queue, "a.txt");
        await queues.send(queue, JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "data" }));
        await succeeds();
        assert.deepEqual(worked(), ["a.txt"]);
        assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 0 });
    });

    it("gives messages back at once when its pod is stopped, with what is done already stored", async () => {
        await put("a.txt", "b.txt");
        await queues.send(queue, "a.txt");
        await queues.send(queue, "b.txt");
        const pod = newPod({ SLOW: "yes" });
        const outcome = await pod.run(async () => {
            await eventually("a result is stored", () => Promise.resolve(stored().length === 1));
            assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 2 });
            pod.evict();
        });
        assert.notEqual(outcome.code, 0, outcome.log);
        assert.deepEqual(await queues.count(queue), { waiting: 2, taken: 0 });
        await succeeds();
        assert.deepEqual(worked(), ["a.txt", "b.txt"]);
        assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 0 });
    });

    it("keeps its messages for as long as it works", async () => {
        await put("a.txt");
        await queues.send(queue, "a.txt");
        // The queue would give the message to another pod after twenty seconds.
        const pod = newPod({ SLOW: "yes", VISIBILITY_SECONDS: "20" });
        await pod.run(async () => {
            const begun = Date.now();
            await eventually("more than its visibility has passed", () => Promise.resolve(Date.now() - begun > 25_000));
            assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 1 });
            pod.evict();
        });
    });

    it("fails when the program makes no result, and gives back that message alone", async () => {
        await put("a.txt", "b.txt");
        await queues.send(queue, "a.txt");
        await queues.send(queue, "b.txt");
        const { code, log } = await newPod({ SKIP: "b" }).run();
        assert.notEqual(code, 0);
        assert.match(log, /the program has made no result for b\.txt/);
        assert.deepEqual(stored(), ["a.txt"]);
        assert.deepEqual(await queues.count(queue), { waiting: 1, taken: 0 });
    });

    it("leaves messages that it cannot read to the queue, whose dead-letter queue gets them in the end", async () => {
        await put("a.txt");
        for (const body of ["../secrets", "/etc/passwd", notification("elsewhere/a.txt")]) {
            await queues.send(queue, body);
        }
        const { code, log } = await newPod().run();
        assert.equal(code, 0, log);
        assert.equal([...log.matchAll(/a message is left to the queue/g)].length, 3, log);
        assert.deepEqual(worked(), []);
        assert.deepEqual(await queues.count(queue), { waiting: 0, taken: 3 });
    });
});
