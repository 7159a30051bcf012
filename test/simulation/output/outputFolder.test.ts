import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkOutputFolder, OutputError, writeOutputFolder } from "../../../simulation/output/outputFolder";
import { temporaryFolder } from "../../support/temporary";

describe("writeOutputFolder", () => {
    const folder = temporaryFolder();
    const target = (name: string) => path.join(folder.path, name);
    const refusal = (name: string, why: string) => ({ name: "OutputError", message: `--out ${target(name)}: ${why}` });

    it("creates the folder and its parents", () => {
        writeOutputFolder(target("new/out"), [{ path: "manifests/a/b.yaml", text: "x" }]);
        assert.equal(readFileSync(target("new/out/manifests/a/b.yaml"), "utf8"), "x");
        assert.deepEqual(readdirSync(target("new")), ["out"], "no temporary folder stays behind");
    });

    it("replaces an earlier output, so that no outdated file remains", () => {
        writeOutputFolder(target("again"), [{ path: "manifests/old.yaml", text: "x" }]);
        writeOutputFolder(target("again"), [{ path: "manifests/new.yaml", text: "x" }]);
        assert.deepEqual(readdirSync(target("again/manifests")), ["new.yaml"]);
    });

    it("rejects a folder with other files and keeps them", () => {
        folder.write("foreign/notes.txt", "mine");
        assert.throws(
            () => writeOutputFolder(target("foreign"), []),
            refusal("foreign", "the folder contains other files (notes.txt): name a new or an empty folder"),
        );
        writeOutputFolder(target("mixed"), []);
        folder.write("mixed/notes.txt", "mine");
        assert.throws(() => checkOutputFolder(target("mixed")), OutputError);
        assert.ok(existsSync(target("mixed/notes.txt")));
        folder.write("lookalike/resources.json", "[]");
        assert.throws(() => checkOutputFolder(target("lookalike")), OutputError);
    });

    it("reports why it cannot write", () => {
        folder.write("file", "x");
        assert.throws(
            () => checkOutputFolder(target("file")),
            refusal("file", "part of the path is a file: name a folder"),
        );
        assert.throws(
            () => writeOutputFolder(target("file/out"), []),
            refusal("file/out", "part of the path is a file: name a folder"),
        );
    });

    it("does not leave a partial output", () => {
        const files = [
            { path: "a", text: "x" },
            { path: "a/b", text: "y" },
        ];
        assert.throws(
            () => writeOutputFolder(target("half/out"), files),
            refusal("half/out", "part of the path is a file: name a folder"),
        );
        assert.deepEqual(readdirSync(target("half")), []);
    });
});
