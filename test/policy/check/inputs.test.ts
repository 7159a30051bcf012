import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { findInputs, type InputFault, reasonOf, StdinCopy } from "../../../policy/check/inputs";
import { temporaryFolder } from "../../support/temporary";

describe("findInputs", () => {
    const folder = temporaryFolder();

    async function found(...paths: string[]): Promise<{ files: [string, boolean][]; faults: InputFault[] }> {
        const files: [string, boolean][] = [];
        const faults: InputFault[] = [];
        const stdin = new StdinCopy(Readable.from([]));
        for await (const { file, found: inFolder } of findInputs(paths, stdin, (fault) => faults.push(fault))) {
            files.push([path.relative(folder.path, file), inFolder]);
        }
        return { files, faults };
    }

    it("takes a file that is named whatever its ending, and manifests of a directory in the order of names", async () => {
        const notes = folder.write("notes.txt", "");
        ["b.yaml", "a.yml", "c/d.json", "c/readme.md", ".git/e.yaml", "node_modules/f.yaml"].forEach((file) =>
            folder.write(`set/${file}`, ""),
        );
        const { files, faults } = await found(notes, path.join(folder.path, "set"));
        assert.deepEqual(files, [
            ["notes.txt", false],
            ["set/a.yml", true],
            ["set/b.yaml", true],
            ["set/c/d.json", true],
        ]);
        assert.deepEqual(faults, []);
    });

    it("reports a path that does not exist, and goes on", async () => {
        const file = folder.write("there.yaml", "");
        const gone = path.join(folder.path, "gone.yaml");
        const { files, faults } = await found(gone, file);
        assert.deepEqual(faults, [{ file: gone, reason: "no such file or directory" }]);
        assert.deepEqual(files, [["there.yaml", false]]);
    });
});

describe("StdinCopy", () => {
    it("reads stdin once into a file that only the user can read, and removes it", async () => {
        const stdin = new StdinCopy(Readable.from([Buffer.from("a: "), Buffer.from("1")]));
        const file = await stdin.path();
        assert.equal(await stdin.path(), file);
        assert.equal(readFileSync(file, "utf8"), "a: 1");
        assert.equal(statSync(file).mode & 0o777, 0o600);
        await stdin.remove();
        assert.equal(existsSync(path.dirname(file)), false);
    });

    it("leaves nothing behind when stdin was never read", async () => {
        await new StdinCopy(Readable.from([])).remove();
    });
});

describe("reasonOf", () => {
    it("says in words what the file system reports, and keeps what it does not know", () => {
        assert.equal(reasonOf(Object.assign(new Error("EISDIR: x"), { code: "EISDIR" })), "it is a directory");
        assert.equal(reasonOf(Object.assign(new Error("EACCES: x"), { code: "EACCES" })), "permission denied");
        assert.equal(reasonOf(new Error("odd")), "odd");
    });
});
