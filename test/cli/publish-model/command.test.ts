import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { publishModelCommand } from "../../../cli/publish-model/command";
import { type Captured, captured } from "../../support/terminal";

function sha256(text: string | Buffer): string {
    return createHash("sha256").update(text).digest("hex");
}

describe("npm run publish-model", () => {
    let folder: string;
    let model: string;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "publish-model-"));
        model = path.join(folder, "model");
        await mkdir(path.join(model, "variables"), { recursive: true });
        await writeFile(path.join(model, "saved_model.pb"), "graph");
        await writeFile(path.join(model, "variables", "variables.index"), "index");
        await stackFile({});
    });

    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    /** A stack file whose workload `detect` loads the model `detector`, unless `topics` say otherwise. */
    async function stackFile(topics: Readonly<Record<string, object>>, region = "us-west-2"): Promise<void> {
        const workloads = { detect: { kind: "tensorflow-serving", models: { detector: { versions: [3] } } } };
        const named = Object.entries<object>({ workloads, ...topics }).map(([topic, value]): [string, object] => [
            `inference-platform:${topic}`,
            value,
        ]);
        const config: Record<string, object | string> = { "aws:region": region, ...Object.fromEntries(named) };
        await writeFile(path.join(folder, "Pulumi.test.yaml"), JSON.stringify({ config }));
    }

    /** Runs the command without an account; test/integration/models has what reaches a store. */
    async function publish(
        args: readonly string[] = ["test", "detector", "3", model],
        options: readonly string[] = ["--dry-run"],
    ): Promise<Captured> {
        return captured((terminal) => publishModelCommand([...args, ...options], terminal, folder));
    }

    const manifest = `${sha256("graph")}  saved_model.pb\n` + `${sha256("index")}  variables/variables.index\n`;

    it("shows a dry run without account, bucket or network", async () => {
        const { code, out, err } = await publish();
        assert.equal(code, 0);
        assert.equal(
            out,
            [
                "Would publish 2 files, 10 B to models/detector/3/ in the models bucket of stack test:",
                `  ${sha256("graph")}  saved_model.pb  5 B`,
                `  ${sha256("index")}  variables/variables.index  5 B`,
                "",
                "To serve it, add this to a workload in Pulumi.test.yaml:",
                "",
                "      models:",
                "        detector:",
                "          versions: [3]",
                `          digests: { "3": "sha256:${sha256(manifest)}" }`,
                "",
            ].join("\n"),
        );
        assert.equal(err, "");
    });

    it("publishes to the existing bucket that a stack file names", async () => {
        await stackFile({ modelStore: { existing: { bucket: "models-of-test" } } });
        const { out } = await publish();
        assert.match(out, /^Would publish 2 files, 10 B to models\/detector\/3\/ in models-of-test:\n/);
    });

    it("does not write into a replica: the same number published in the other region would overwrite it", async () => {
        await stackFile({ modelStore: { existing: { bucket: "models-of-test", readOnly: true } } });
        assert.deepEqual(await publish(), {
            code: 2,
            out: "",
            err:
                '"modelStore.existing.readOnly" of Pulumi.test.yaml is true: models reach this bucket by replication. ' +
                "Publish to the stack that replicates it; if its region is lost, set readOnly to false first.\n",
        });
    });

    it("takes every version that a stack file takes, and names the bounds of any other", async () => {
        for (const version of ["1", "20240131", "1735689600", "1735689600123456", "9007199254740991"]) {
            const { code, out } = await publish(["test", "detector", version, model]);
            assert.equal(code, 0, version);
            assert.ok(out.includes(`to models/detector/${version}/ in`), out);
        }
        for (const version of ["0", "1.5", "007", "1e9", "v3", "9007199254740992", "1".repeat(400)]) {
            const { code, err } = await publish(["test", "detector", version, model]);
            assert.deepEqual(
                [code, err],
                [
                    2,
                    `error: command-argument value '${version}' is invalid for argument 'version'. ` +
                        "must be a whole number from 1 to 9007199254740991.\nRun with --help for usage.\n",
                ],
            );
        }
        assert.equal((await publish(["test", "detector", "-1", model])).code, 2);
    });

    describe("a folder that TensorFlow Serving would not load", () => {
        beforeEach(() => rm(path.join(model, "saved_model.pb")));

        async function wrong(args?: readonly string[]): Promise<string> {
            const { code, out, err } = await publish(args);
            assert.deepEqual([code, out], [2, ""], err);
            return err;
        }

        it("is not published when a workload of that kind loads it", async () => {
            assert.equal(
                await wrong(),
                `${model} is not a SavedModel: TensorFlow Serving needs saved_model.pb in it; export the ` +
                    "model with tf.saved_model.save or model.export, or name its framework with --framework\n",
            );
        });

        it("is not published when no workload loads it yet, unless another framework is named", async () => {
            await stackFile({ workloads: {} });
            assert.match(await wrong(), /is not a SavedModel/);
            assert.equal((await publish(undefined, ["--dry-run", "--framework", "pytorch"])).code, 0);
        });

        it("is published for an image that loads what it likes", async () => {
            await stackFile({ workloads: { detect: { kind: "inference-service", models: { detector: {} } } } });
            assert.equal((await publish()).code, 0);
        });
    });

    it("warns of a model that no workload loads, and publishes it all the same", async () => {
        const { code, err } = await publish(["test", "detectr", "3", model]);
        assert.deepEqual(
            [code, err],
            [
                0,
                "warning: no workload of Pulumi.test.yaml loads models/detectr/ (they load detector); " +
                    'did you mean "detector"?\n',
            ],
        );
        await stackFile({ workloads: { a: { kind: "training" } } });
        assert.equal(
            (await publish()).err,
            "warning: no workload of Pulumi.test.yaml loads models/detector/ (they load no models).\n",
        );
        await stackFile({ workloads: { a: { kind: "inference-service", models: { a: { path: "detector/" } } } } });
        assert.equal((await publish()).err, "");
    });

    it("names everything in the folder that cannot be published", async () => {
        await writeFile(path.join(model, "manifest.sha256"), "");
        await writeFile(path.join(model, "a\\b"), "");
        await symlink("saved_model.pb", path.join(model, "link"));
        const { code, err } = await publish();
        assert.equal(code, 2);
        assert.deepEqual(err.split("\n").slice(1).sort(), [
            "",
            '  - "a\\\\b" has a backslash or a control character in its name: rename it',
            '  - "link" is neither a file nor a folder: replace a link by what it points to',
            '  - "manifest.sha256" is reserved for the manifest that this command writes: remove it',
        ]);
    });

    it("reports wrong arguments without a stack trace", async () => {
        const hint = "\nRun with --help for usage.";
        const wrong = async (...args: string[]) => {
            const { code, err } = await publish(args, []);
            assert.equal(code, 2);
            return err.trim();
        };
        assert.equal(
            await wrong("test", "../x", "3", model),
            "error: command-argument value '../x' is invalid for argument 'model'. " +
                "must be letters, digits, dashes and underscores, at most 63." +
                hint,
        );
        assert.equal(
            await wrong("test", "detector", "3"),
            "no files are named: give the folder of the version, or --from with https://HOST/PATH with --digest sha256:HEX, " +
                "hf://OWNER/NAME@COMMIT, or oci://REGISTRY/REPOSITORY@sha256:HEX",
        );
        assert.equal(
            await wrong("nowhere", "detector", "3", model),
            'stack "nowhere" does not exist (no file Pulumi.nowhere.yaml): use one of test',
        );
        await mkdir(path.join(folder, "empty"));
        assert.equal(
            await wrong("test", "detector", "3", path.join(folder, "empty")),
            `${path.join(folder, "empty")} contains no files: name the folder of the model version`,
        );
        await stackFile({ modelStore: { existing: { bucket: "B" } } }, "nowhere");
        assert.equal(
            await wrong("test", "detector", "3", model),
            [
                "Pulumi.test.yaml has 2 faults:",
                '  - "aws:region" is "nowhere": must be an AWS region such as us-west-2',
                '  - "modelStore.existing.bucket" is "B": must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, dashes and single dots',
            ].join("\n"),
        );
    });
});
