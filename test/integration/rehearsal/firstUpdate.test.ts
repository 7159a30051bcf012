import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { initCommand } from "../../../cli/init/command";
import { publishModelCommand } from "../../../cli/publish-model/command";
import { bucketIn } from "../../../cli/publish-model/destination";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { Operation } from "../../../simulation/engine/operation";
import { changesIn, Fate } from "../../../simulation/engine/step";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";
import { S3Server } from "../models/s3Server";
import { settings } from "../settings";
import { policyPack, RehearsedStack } from "./rehearsedStack";

const model = path.resolve(__dirname, "../../../samples/model/1");

describe("The first hour of a stack, on an account that is empty", () => {
    const folder = temporaryFolder();
    const file = () => path.join(folder.path, "Pulumi.first.yaml");
    const environment = { ...process.env };
    let stack: RehearsedStack;
    let server: S3Server;
    let bucket = "";

    before(async function () {
        this.timeout(0);
        if (settings().existingContext !== undefined) {
            this.skip();
        }
        const { code } = await captured((terminal) =>
            initCommand(["first", "--from", "203.0.113.7/32"], terminal, folder.path),
        );
        assert.equal(code, ExitCode.Ok);
        stack = await RehearsedStack.start("first", folder.path);
        server = await S3Server.start();
        Object.assign(process.env, server.environment());
    });

    after(async () => {
        process.env = { ...environment };
        stack.close();
        await server.stop();
    });

    it("succeeds at once with the file that init writes, policies included", async () => {
        const up = await stack.run(Operation.Up, { policyPack });
        assert.deepEqual(up.errors, []);
        assert.ok(up.ok);
        assert.deepEqual(
            up.policy.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
            [],
        );
        const again = await stack.preview();
        assert.deepEqual(changesIn(again.steps), []);
    }).timeout(5 * 60 * 1000);

    it("has a bucket that a model can be published to, and says what to write into the stack file", async () => {
        bucket = bucketIn(JSON.stringify(await stack.outputs()), "us-west-2") ?? "";
        await server.createBucket(bucket);
        const { code, out } = await captured((terminal) =>
            publishModelCommand(
                ["first", "detector", "1", model, "--bucket", bucket, "--endpoint", server.endpoint],
                terminal,
                folder.path,
            ),
        );
        assert.equal(code, ExitCode.Ok);
        assert.match(out, /sha256:[0-9a-f]{64}/);
        assert.deepEqual(
            readFileSync(path.join(server.folderOf(bucket, "models/detector/1"), "saved_model.pb")),
            readFileSync(path.join(model, "saved_model.pb")),
        );
    });

    it("then adds the model's workload, and changes nothing else", async () => {
        const text = readFileSync(file(), "utf8");
        const [head = "", entry = ""] = text.split("inference-platform:workloads: {}\n");
        folder.write(
            "Pulumi.first.yaml",
            `${head}inference-platform:workloads:\n${entry.replaceAll(/^ {4}# /gm, "    ")}`,
        );
        const up = await stack.run(Operation.Up, { policyPack });
        assert.deepEqual(up.errors, []);
        assert.ok(up.ok);
        const changed = changesIn(up.steps);
        assert.ok(changed.some(({ type, name }) => type.endsWith(":Deployment") && name.includes("detector")));
        assert.deepEqual(
            changed.filter(({ fate }) => fate === Fate.Replace || fate === Fate.Delete).map(({ urn }) => urn),
            [],
        );
        assert.deepEqual(changesIn((await stack.preview()).steps), []);
    }).timeout(5 * 60 * 1000);
});
