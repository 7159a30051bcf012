import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { manifestText } from "../../../cli/publish-model/manifest";
import { render, spec } from "../../support/serving/render";
import { type Simulated } from "../../support/simulate";
import { digestsBelow, S3Server } from "../models/s3Server";
import { eventually } from "../wait";
import { JobPod, type Outcome, podsOfCronJob } from "./jobPod";

/**
 * Trains by adding numbers up: the model is the sum over all epochs, in order, so that one that was trained twice or not at all
 * shows in it. Keeps a checkpoint every third epoch, and one more when it is told to stop.
 */
const program = `
for argument in "$@"; do
    case $argument in
    --epochs=*) epochs=\${argument#*=} ;;
    --output-path=*) output=\${argument#*=} ;;
    --checkpoint-path=*) checkpoints=\${argument#*=} ;;
    esac
done
epoch=0 sum=0
for found in "$checkpoints"/epoch-*; do
    [ ! -d "$found" ] || read -r epoch sum <"$found/state"
done
save() {
    name=epoch-$(printf '%04d' "$epoch")
    [ ! -d "$checkpoints/$name" ] || return 0
    mkdir "$checkpoints/.$name"
    printf '%s %s\\n' "$epoch" "$sum" >"$checkpoints/.$name/state"
    mv "$checkpoints/.$name" "$checkpoints/$name"
}
trap 'save; exit 0' TERM
while [ "$epoch" -lt "$epochs" ]; do
    epoch=$((epoch + 1)) sum=$(((sum * 31 + epoch) % 1000003))
    echo "$epoch" >>"$TRACE"
    [ $((epoch % 3)) -ne 0 ] || save
    [ "$epoch" -lt "\${SLOW_FROM:-100}" ] || { sleep 20 & wait $!; }
done
mkdir -p "$output/variables"
echo graph >"$output/saved_model.pb"
echo "$sum" >"$output/variables/sum"
`;

describe("a training Job against a real S3 server", function () {
    this.timeout(0);
    const prefix = "models/detector/7/";
    const kept = "checkpoints/train/detector/7/0/";
    let server: S3Server;
    let run: Simulated;
    let pods: JobPod[];
    const train = {
        kind: "training",
        image: "example.com/train:1.0.0",
        command: ["sh", "/opt/job/program.sh"],
        epochs: 8,
        data: { path: "numbers/" },
        output: { model: "detector", version: 7 },
    };

    before(async () => {
        server = await S3Server.start();
        run = await render({ train });
    });

    after(() => server.stop());

    let buckets = 0;
    let models: string;
    let results: string;

    beforeEach(async () => {
        pods = [];
        buckets += 1;
        [models, results] = [`models-${buckets}`, `results-${buckets}`];
        await server.createBucket(models);
        await server.createBucket(results);
    });

    afterEach(() => pods.forEach((pod) => pod.remove()));

    function newPod(env: Readonly<Record<string, string>> = {}): JobPod {
        const job = run.resources.find(({ inputs }) => inputs.kind === "Job");
        const { template } = job?.inputs.spec as { template: { spec: unknown } };
        return podOf(run, template.spec, env);
    }

    function podOf(rendered: Simulated, spec: unknown, env: Readonly<Record<string, string>>): JobPod {
        const pod = new JobPod({
            run: rendered,
            spec,
            env: {
                ...server.environment(),
                JOB_COMPLETION_INDEX: "0",
                POLL_SECONDS: "0.1",
                TRACE: "/dev/null",
                ...env,
            },
            buckets: { "test-models": models, "test-results": results },
        });
        writeFileSync(path.join(pod.folderOf("scripts"), "program.sh"), program);
        pods.push(pod);
        return pod;
    }

    const published = () => digestsBelow(server.folderOf(models, prefix));
    const checkpoints = () => Object.keys(digestsBelow(server.folderOf(results, kept)));

    function assertPublished(outcome: Outcome): void {
        assert.equal(outcome.code, 0, outcome.log);
        let sum = 0;
        for (let epoch = 1; epoch <= 8; epoch++) {
            sum = (sum * 31 + epoch) % 1000003;
        }
        const folder = server.folderOf(models, prefix);
        assert.equal(readFileSync(path.join(folder, "variables/sum"), "utf8"), `${sum}\n`);
        const { "manifest.sha256": manifest, ...files } = published();
        assert.deepEqual(Object.keys(files), ["saved_model.pb", "variables/sum"]);
        const text = manifestText(Object.entries(files).map(([name, sha256]) => ({ path: name, sha256 })));
        assert.equal(readFileSync(path.join(folder, "manifest.sha256"), "utf8"), text);
        assert.ok(outcome.log.includes(`published ${prefix} with digest sha256:${manifest}`), outcome.log);
        assert.deepEqual(checkpoints(), []);
    }

    it("publishes what it has trained as `npm run publish-model` does, and leaves no checkpoint", async () => {
        assertPublished(await newPod().run());
    });

    for (const [how, interrupt] of [
        ["evicted", (pod: JobPod) => Promise.resolve(pod.evict())],
        ["on a node that is lost", (pod: JobPod) => pod.lose()],
    ] as const) {
        it(`goes on from its last checkpoint when a pod was ${how}`, async () => {
            const first = newPod({ SLOW_FROM: "4" });
            const interrupted = await first.run(async () => {
                await eventually("a checkpoint is stored", () =>
                    Promise.resolve(checkpoints().some((key) => key.endsWith(".sha256"))),
                );
                await interrupt(first);
            });
            assert.notEqual(interrupted.code, 0, interrupted.log);
            assert.deepEqual(published(), {});
            const trace = path.join(first.folder, "trace");
            const outcome = await newPod({ TRACE: trace }).run();
            assertPublished(outcome);
            const [from] = readFileSync(trace, "utf8").split("\n");
            assert.ok(Number(from) > 3, `trained again from epoch ${from}`);
        });
    }

    it("keeps two checkpoints at most", async () => {
        const trace = path.join(newPod().folder, "trace");
        writeFileSync(trace, "");
        const pod = newPod({ SLOW_FROM: "7", TRACE: trace });
        await pod.run(async () => {
            await eventually("epoch 7", () => Promise.resolve(readFileSync(trace, "utf8").endsWith("7\n")));
            pod.evict();
            await eventually("the first of three checkpoints is removed", () =>
                Promise.resolve(
                    checkpoints()
                        .filter((key) => key.endsWith(".sha256"))
                        .join() === "000002/epoch-0006.sha256,000003/epoch-0007.sha256",
                ),
            );
        });
    });

    it("takes the checkpoint before when the newest is damaged, and never overwrites the damaged one", async () => {
        const state = async (number: string, name: string, text: string, digests = text) => {
            const { createHash } = await import("node:crypto");
            const digest = createHash("sha256").update(digests).digest("hex");
            const put = (Key: string, Body: string) =>
                server.client.send(new PutObjectCommand({ Bucket: results, Key: kept + Key, Body }));
            await put(`${number}/${name}/state`, text);
            await put(`${number}/${name}.sha256`, `${digest}  state\n`);
        };
        await state("000001", "epoch-0003", "3 1026\n");
        await state("000002", "epoch-0006", "6 99999\n", "6 31777\n");
        const trace = path.join(newPod().folder, "trace");
        const outcome = await newPod({ TRACE: trace }).run();
        assertPublished(outcome);
        assert.equal(readFileSync(trace, "utf8").split("\n")[0], "4");
        assert.ok(outcome.log.includes("checkpoint epoch-0006 cannot be restored"), outcome.log);
    });

    it("does not train again what is published: a Job that is created anew is done at once", async () => {
        assertPublished(await newPod().run());
        const before = published();
        const trace = path.join(newPod().folder, "trace");
        const again = await newPod({ TRACE: trace }).run();
        assert.equal(again.code, 0, again.log);
        assert.equal(existsSync(trace), false);
        assert.deepEqual(published(), before);
    });

    it("ends the Job when another upload has left files under its version", async () => {
        const Key = `${prefix}assets/old.txt`;
        await server.client.send(new PutObjectCommand({ Bucket: models, Key, Body: "old" }));
        const outcome = await newPod().run();
        const { podFailurePolicy } = run.resources.find(({ inputs }) => inputs.kind === "Job")?.inputs.spec as {
            podFailurePolicy: { rules: { action: string; onExitCodes?: { values: number[] } }[] };
        };
        assert.deepEqual(podFailurePolicy.rules[1]?.onExitCodes?.values, [outcome.code]);
        assert.ok(outcome.log.includes(`${Key} is of another upload`), outcome.log);
        assert.deepEqual(Object.keys(published()), ["assets/old.txt"]);
    });

    describe("on a schedule", () => {
        let scheduled: Simulated;

        before(async () => {
            const output = { model: "detector" };
            scheduled = await render({ train: { ...train, output, retraining: { schedule: "0 3 * * 0" } } });
        });

        const newRun = (JOB_NAME: string, env = {}) =>
            podOf(scheduled, podsOfCronJob(scheduled, "train"), { JOB_NAME, ...env });
        const manifests = () =>
            Object.keys(digestsBelow(server.folderOf(models, "models/detector/"))).filter((key) =>
                key.endsWith("manifest.sha256"),
            );

        it("publishes a version per run, whose number is the run's minute, and tells the program", async () => {
            for (const minute of ["29400060", "29410140"]) {
                const trace = path.join(newPod().folder, "arguments");
                const pod = newRun(`train-${minute}`, { ARGUMENTS: trace });
                const tell = `printf '%s\\n' "$@" >"$ARGUMENTS"
`;
                writeFileSync(path.join(pod.folderOf("scripts"), "program.sh"), tell + program);
                const outcome = await pod.run();
                assert.equal(outcome.code, 0, outcome.log);
                assert.match(readFileSync(trace, "utf8"), new RegExp(`^--model-version=${minute}$`, "m"));
            }
            assert.deepEqual(manifests(), ["29400060/manifest.sha256", "29410140/manifest.sha256"]);
        });

        it("goes on from a checkpoint of the same run, and from none of another", async () => {
            const first = newRun("train-29400060", { SLOW_FROM: "4" });
            const interrupted = await first.run(async () => {
                await eventually("a checkpoint is stored", () =>
                    Promise.resolve(
                        Object.keys(
                            digestsBelow(server.folderOf(results, "checkpoints/train/detector/29400060/0/")),
                        ).some((key) => key.endsWith(".sha256")),
                    ),
                );
                await first.lose();
            });
            assert.notEqual(interrupted.code, 0, interrupted.log);
            for (const [jobName, firstEpoch] of [
                ["train-29410140", 1],
                ["train-29400060", 4],
            ] as const) {
                const trace = path.join(newPod().folder, "trace");
                const outcome = await newRun(jobName, { TRACE: trace }).run();
                assert.equal(outcome.code, 0, outcome.log);
                assert.equal(Number(readFileSync(trace, "utf8").split("\n")[0]), firstEpoch, outcome.log);
            }
        });

        it("says how a run that is started by hand must be named", async () => {
            const outcome = await newRun("by-hand").run();
            assert.notEqual(outcome.code, 0);
            assert.match(outcome.log, /the name of Job by-hand must end in -MINUTES/);
            assert.deepEqual(manifests(), []);
        });
    });

    describe("that drift starts", () => {
        let driven: Simulated;
        let pod: unknown;

        before(async () => {
            driven = await render({
                detector: { kind: "inference-service", image: "example.com/detector:1.0.0", callers: { client: {} } },
                train: { ...train, output: { model: "detector" }, retraining: { drift: { workload: "detector" } } },
            });
            const { jobTargetRef } = spec(driven, "ScaledJob", "train") as {
                jobTargetRef: { template: { spec: unknown } };
            };
            pod = jobTargetRef.template.spec;
        });

        const newRun = (JOB_NAME: string) => podOf(driven, pod, { JOB_NAME });
        const numberOf = (jobName: string) =>
            readFileSync(
                path.join(server.folderOf(results, "checkpoints/train/detector/numbers/"), jobName),
                "utf8",
            ).trim();

        it("publishes the minute at which its first pod starts, and every later pod of the run finds it", async () => {
            const minute = Math.floor(Date.now() / 60_000);
            const outcome = await newRun("train-x7k2p").run();
            assert.equal(outcome.code, 0, outcome.log);
            const version = numberOf("train-x7k2p");
            assert.ok(Number(version) >= minute && Number(version) <= minute + 10, version);
            const manifest = path.join(server.folderOf(models, `models/detector/${version}/`), "manifest.sha256");
            const published = readFileSync(manifest, "utf8");
            // A pod that starts again, much later: the number stands, and the version is not trained twice.
            await server.client.send(
                new PutObjectCommand({
                    Bucket: results,
                    Key: "checkpoints/train/detector/numbers/train-zzzzz",
                    Body: `${version}\n`,
                }),
            );
            const again = await newRun("train-zzzzz").run();
            assert.equal(again.code, 0, again.log);
            assert.match(again.log, /the version is already published: nothing to do/);
            assert.equal(readFileSync(manifest, "utf8"), published);
        });
    });

    describe("on several pods", () => {
        let together: Simulated;
        let template: { readonly spec: unknown };

        before(async () => {
            const queues = { namespace: "ml-training", of: () => "training-v100", ready: [] };
            const kueue = { addons: { kueue: { enabled: true } } };
            together = await render({ train: { ...train, pods: 2 } }, { queues }, kueue);
            const job = together.resources.find(({ inputs }) => inputs.kind === "Job");
            ({ template } = job?.inputs.spec as { template: typeof template });
        });

        const newPodOf = (index: number, env = {}) =>
            podOf(together, template.spec, { JOB_COMPLETION_INDEX: String(index), ...env });

        it("starts all of them from the checkpoint of the first, which alone keeps checkpoints and publishes", async () => {
            const first = newPodOf(0, { SLOW_FROM: "4" });
            await first.run(async () => {
                await eventually("a checkpoint is stored", () =>
                    Promise.resolve(checkpoints().some((key) => key.endsWith(".sha256"))),
                );
                await first.lose();
            });
            const stored = checkpoints();
            const trace = path.join(newPod().folder, "trace");
            const other = await newPodOf(1, { TRACE: trace }).run();
            assert.equal(other.code, 0, other.log);
            assert.match(readFileSync(trace, "utf8"), /^4\n/);
            assert.deepEqual(checkpoints(), stored, "the second pod stores none");
            assert.deepEqual(published(), {});
            assert.match(other.log, /"run":"0","version":"7","pod":"1"/);
            assertPublished(await newPodOf(0).run());
            const late = await newPodOf(1).run();
            assert.equal(late.code, 0, late.log);
            assert.match(late.log, /the version is already published: nothing to do/);
        });
    });

    it("fails with the program's own exit code", async () => {
        const pod = newPod();
        writeFileSync(path.join(pod.folderOf("scripts"), "program.sh"), "exit 9");
        assert.equal((await pod.run()).code, 9);
        assert.deepEqual(published(), {});
    });
});
