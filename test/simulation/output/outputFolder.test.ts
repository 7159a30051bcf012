import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkOutputFolder, OutputError, writeOutputFolder } from "../../../simulation/output/outputFolder";
import { temporaryFolder } from "../../support/temporary";

describe("writeOutputFolder", () => {
    const folder = temporaryFolder();
    const target = (name: string) => path.join(folder.path, name);
    const refusal = (name: string, why: string) => ({ name: "OutputError", message: `--out ${target(name)}: ${why}` });

    it("creates the folder and what lies above it", () => {
        writeOutputFolder(target("new/out"), [{ path: "manifests/a/b.yaml", text: "x" }]);
        assert.equal(readFileSync(target("new/out/manifests/a/b.yaml"), "utf8"), "x");
        assert.deepEqual(readdirSync(target("new")), ["out"], "no temporary folder stays behind");
    });

    it("replaces what it wrote before, so that nothing outdated stays", () => {
        writeOutputFolder(target("again"), [{ path: "manifests/old.yaml", text: "x" }]);
        writeOutputFolder(target("again"), [{ path: "manifests/new.yaml", text: "x" }]);
        assert.deepEqual(readdirSync(target("again/manifests")), ["new.yaml"]);
    });

    it("refuses a folder with somebody else's files and leaves them alone", () => {
        folder.write("foreign/notes.txt", "mine");
        assert.throws(
            () => writeOutputFolder(target("foreign"), []),
            refusal(
                "foreign",
                "the folder holds files that no simulation wrote (notes.txt); name an empty or a new folder",
            ),
        );
        writeOutputFolder(target("mixed"), []);
        folder.write("mixed/notes.txt", "mine");
        assert.throws(() => checkOutputFolder(target("mixed")), OutputError);
        assert.ok(existsSync(target("mixed/notes.txt")));
        folder.write("lookalike/resources.json", "[]");
        assert.throws(() => checkOutputFolder(target("lookalike")), OutputError);
    });

    it("says in words why it cannot write", () => {
        folder.write("file", "x");
        assert.throws(() => checkOutputFolder(target("file")), refusal("file", "a file is in the way"));
        assert.throws(() => writeOutputFolder(target("file/out"), []), refusal("file/out", "a file is in the way"));
    });

    it("leaves nothing half-written", () => {
        const files = [
            { path: "a", text: "x" },
            { path: "a/b", text: "y" },
        ];
        assert.throws(() => writeOutputFolder(target("half/out"), files), refusal("half/out", "a file is in the way"));
        assert.deepEqual(readdirSync(target("half")), []);
    });
});
