import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { render } from "../../support/serving/render";
import { type Simulated } from "../../support/simulate";
import { digestsBelow, S3Server } from "../models/s3Server";
import { eventually } from "../wait";
import { capitals } from "./capitals";
import { JobPod, type Outcome, podsOfCronJob } from "./jobPod";

const shards = 2;
const files = ["a.txt", "b.txt", "c.txt", "deep/d e.txt", "deep/f.txt"];

describe("batch inference against a real S3 server", function () {
    this.timeout(0);
    let server: S3Server;
    let run: Simulated;
    let pods: JobPod[];
    let buckets = 0;
    let data: string;
    let results: string;
    let trace: string;

    before(async () => {
        server = await S3Server.start();
        run = await render({
            score: {
                kind: "batch-inference",
                image: "example.com/score:1.0.0",
                command: ["sh", "/opt/job/program.sh"],
                completions: shards,
                input: { path: "texts/" },
                output: { path: "scores/" },
            },
        });
    });

    after(() => server.stop());

    beforeEach(async () => {
        pods = [];
        buckets += 1;
        [data, results] = [`data-${buckets}`, `results-${buckets}`];
        await server.createBucket(data);
        await server.createBucket(results);
        await Promise.all(files.map((file) => put(file, `text of ${file}`)));
        trace = path.join(newPod(0).folder, "trace");
        writeFileSync(trace, "");
    });

    afterEach(() => pods.forEach((pod) => pod.remove()));

    const put = (file: string, Body: string) =>
        server.client.send(new PutObjectCommand({ Bucket: data, Key: `texts/${file}`, Body }));

    function newPod(shard: number, job = "score-1", env: Readonly<Record<string, string>> = {}): JobPod {
        const pod = new JobPod({
            run,
            spec: podsOfCronJob(run, "score"),
            env: {
                ...server.environment(),
                JOB_COMPLETION_INDEX: String(shard),
                JOB_NAME: job,
                POLL_SECONDS: "0.1",
                TRACE: trace,
                ...env,
            },
            buckets: { "test-data": data, "test-results": results },
            volumes: { input: server.folderOf(data, "texts") },
        });
        writeFileSync(path.join(pod.folderOf("scripts"), "program.sh"), capitals);
        pods.push(pod);
        return pod;
    }

    async function runAll(job: string): Promise<readonly Outcome[]> {
        const outcomes: Outcome[] = [];
        for (let shard = 0; shard < shards; shard++) {
            outcomes.push(await newPod(shard, job).run());
        }
        outcomes.forEach(({ code, log }) => assert.equal(code, 0, log));
        return outcomes;
    }

    const stored = () => Object.keys(digestsBelow(server.folderOf(results, "scores")));
    const worked = () =>
        readFileSync(trace, "utf8")
            .split("\n")
            .filter((line) => line !== "");

    it("works every input once, each in one shard, and marks the shards", async () => {
        await runAll("score-1");
        assert.deepEqual(worked().sort(), files);
        assert.deepEqual(stored(), ["_runs/score-1/0", "_runs/score-1/1", ...files]);
        const result = path.join(server.folderOf(results, "scores"), "deep/d e.txt");
        assert.equal(readFileSync(result, "utf8"), "TEXT OF DEEP/D E.TXT");
    });

    it("works only what is new in the next run", async () => {
        await runAll("score-1");
        await put("new.txt", "new");
        writeFileSync(trace, "");
        await runAll("score-2");
        assert.deepEqual(worked(), ["new.txt"]);
    });

    it("goes on where a pod was lost, with the results that it had stored", async () => {
        const first = newPod(0, "score-1", { SLOW: "yes" });
        await first.run(async () => {
            await eventually("a result is stored", () => Promise.resolve(stored().length > 0));
            await first.lose();
        });
        const done = worked();
        assert.equal(done.length, 1);
        await runAll("score-1");
        assert.deepEqual(worked().sort(), files);
        assert.deepEqual(stored(), ["_runs/score-1/0", "_runs/score-1/1", ...files]);
    });

    it("does nothing for a shard that is done", async () => {
        await runAll("score-1");
        writeFileSync(trace, "");
        const [outcome] = await runAll("score-1");
        assert.deepEqual(worked(), []);
        assert.ok(outcome?.log.includes("the shard is done"), outcome?.log);
    });

    it("fails without a marker when the program leaves an input out, and says which", async () => {
        const outcomes = [];
        for (let shard = 0; shard < shards; shard++) {
            outcomes.push(await newPod(shard, "score-1", { SKIP: "b.txt" }).run());
        }
        const log = outcomes.map((outcome) => outcome.log).join("");
        assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 1], log);
        assert.ok(log.includes("the program has made no result for b.txt"), log);
        assert.equal(stored().filter((key) => key.startsWith("_runs/")).length, 1);
    });
});
