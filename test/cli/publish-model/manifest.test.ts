import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { listFiles, manifestDigest, manifestText } from "../../../cli/publish-model/manifest";
import { InputError } from "../../../simulation/errors";
import { temporaryFolder } from "../../support/temporary";

describe("listFiles", () => {
    const folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);

    it("lists every file below a folder by its path, sorted, with its size", async () => {
        folder.write("good/variables/b", "22");
        folder.write("good/saved_model.pb", "1");
        assert.deepEqual(await listFiles(at("good")), [
            { path: "saved_model.pb", source: at("good/saved_model.pb"), bytes: 1 },
            { path: "variables/b", source: at("good/variables/b"), bytes: 2 },
        ]);
    });

    it("names every entry that cannot be published", async () => {
        folder.write("bad/manifest.sha256", "x");
        folder.write("bad/a\\b", "x");
        symlinkSync("/etc/hostname", at("bad/link"));
        await assert.rejects(listFiles(at("bad")), (error: Error) => {
            assert.ok(error instanceof InputError);
            const [head, ...faults] = error.message.split("\n");
            assert.equal(head, `${at("bad")} cannot be published:`);
            assert.equal(faults.length, 3);
            return true;
        });
    });

    it("rejects a folder without files, and a path that is not a folder", async () => {
        folder.write("file", "x");
        folder.write("empty/sub/x", "");
        await assert.rejects(listFiles(at("nowhere")), InputError);
        await assert.rejects(listFiles(at("file")), /file is not a folder: /);
    });
});

describe("manifestText", () => {
    it("is what sha256sum --check reads, and its digest pins the version", () => {
        const sha256 = "a".repeat(64);
        const text = manifestText([
            { path: "saved_model.pb", sha256 },
            { path: "variables/b", sha256 },
        ]);
        assert.equal(text, `${sha256}  saved_model.pb\n${sha256}  variables/b\n`);
        assert.equal(manifestDigest(text), `sha256:${createHash("sha256").update(text).digest("hex")}`);
    });
});
