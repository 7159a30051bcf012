import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { schemaCommand } from "../../../cli/schema/command";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";

const run = (...args: string[]) => captured((terminal) => schemaCommand(args, terminal));

describe("npm run schema", () => {
    const folder = temporaryFolder();

    it("prints the schema of a stack file, or writes it", async () => {
        const { code, out } = await run();
        assert.equal(code, ExitCode.Ok);
        const schema = JSON.parse(out) as { title: string };
        assert.equal(schema.title, "Stack file of inference-platform");
        const file = path.join(folder.path, "deep/schema.json");
        assert.deepEqual(await run("--out", file), { code: ExitCode.Ok, out: "", err: "" });
        assert.equal(readFileSync(file, "utf8"), out);
    });

    it("reports a file that cannot be written", async () => {
        const file = folder.write("file", "x");
        const { code, err } = await run("--out", `${file}/schema.json`);
        assert.equal(code, ExitCode.Failed);
        assert.match(err, /file\/schema.json: the file cannot be written: /);
    });
});
