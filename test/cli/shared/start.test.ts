import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    copyFileSync,
    mkdirSync,
    readFileSync,
    realpathSync,
    statSync,
    symlinkSync,
    truncateSync,
    utimesSync,
} from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../../support/temporary";

const root = path.resolve(__dirname, "../../..");
const folder = temporaryFolder();

/** A project of its own with the starter of this one; its command prints what `./said` exports. */
function project(name: string, said: string): { readonly root: string; readonly file: string } {
    const file = folder.write(`${name}/cli/hello/said.ts`, said);
    folder.write(`${name}/tsconfig.json`, "{}");
    folder.write(
        `${name}/cli/hello/index.ts`,
        'import { said } from "./said";\nconst words: readonly string[] = [...process.argv.slice(2), said()];\nprocess.stdout.write(words.join(" "));\n',
    );
    const own = path.resolve(file, "../../..");
    mkdirSync(path.join(own, "cli/shared"));
    copyFileSync(path.join(root, "cli/shared/start.js"), path.join(own, "cli/shared/start.js"));
    mkdirSync(path.join(own, "node_modules"));
    for (const each of ["tsx", "esbuild", "@esbuild", "acorn"]) {
        symlinkSync(
            path.join(realpathSync(path.join(root, "node_modules")), each),
            path.join(own, "node_modules", each),
        );
    }
    return { root: own, file };
}

function start(own: string, ...args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
    return spawnSync(process.execPath, ["cli/shared/start.js", "hello", ...args], { cwd: own, encoding: "utf8" });
}

/** Tells one written cache from the next: it is replaced as a whole. */
function written(own: string): number {
    return statSync(path.join(own, ".cache/start/hello")).ino;
}

describe("the start of a command", () => {
    it("runs what the sources say now, even if an edit keeps length and time", () => {
        const { root: own, file } = project("edited", "export const said = (): string => 'one';\n");
        assert.equal(start(own, "a", "--b").stdout, "a --b one");
        const first = written(own);
        assert.equal(start(own).stdout, "one");
        assert.equal(written(own), first, "nothing was transpiled");
        const { atime, mtime } = statSync(file);
        folder.write("edited/cli/hello/said.ts", "export const said = (): string => 'two';\n");
        utimesSync(file, atime, mtime);
        assert.equal(start(own).stdout, "two");
        assert.notEqual(written(own), first);
        assert.equal(start(own).stdout, "two");
    });

    it("transpiles again when the transpiler's settings change", () => {
        const { root: own } = project("settings", "export const said = (): string => 'one';\n");
        start(own);
        const first = written(own);
        folder.write("settings/tsconfig.json", '{ "compilerOptions": { "target": "ES2022" } }');
        assert.equal(start(own).stdout, "one");
        assert.notEqual(written(own), first);
    });

    it("does without a cache that is broken or cannot be written", () => {
        const { root: own } = project("broken", "export const said = (): string => 'one';\n");
        start(own);
        const cache = path.join(own, ".cache/start/hello");
        truncateSync(cache, Math.floor(readFileSync(cache).length / 2));
        assert.deepEqual([start(own).stdout, start(own).stderr], ["one", ""]);
        folder.write("readonly/.cache", "a file where the folder should be");
        const { root: other } = project("readonly", "export const said = (): string => 'one';\n");
        assert.deepEqual([start(other).stdout, start(other).stderr], ["one", ""]);
    });

    it("loads packages of both module systems, and those that import on demand", () => {
        const { root: own } = project(
            "packages",
            'import { esm } from "esm";\nimport cjs from "cjs";\nexport const said = (): string => esm + cjs.cjs;\nvoid import("late").then(({ late }) => process.stdout.write(late));\n',
        );
        folder.write(
            "packages/node_modules/esm/package.json",
            '{ "name": "esm", "type": "module", "main": "index.js" }',
        );
        folder.write("packages/node_modules/esm/index.js", 'export const esm = "esm ";\n');
        folder.write("packages/node_modules/cjs/index.js", 'exports.cjs = "cjs";\n');
        folder.write(
            "packages/node_modules/late/package.json",
            '{ "name": "late", "type": "module", "main": "index.mjs" }',
        );
        folder.write("packages/node_modules/late/index.mjs", 'export const late = " late";\n');
        const expected = { stdout: "esm cjs late", stderr: "" };
        for (const run of ["first", "second"]) {
            const { stdout, stderr } = start(own);
            assert.deepEqual({ stdout, stderr }, expected, run);
        }
    });

    it("keeps compiled what only names an import on demand, as large files do in their comments", () => {
        const { root: own } = project(
            "named",
            'import "late";\n/*! not an import("x") */\nexport const said = (): string => "one";\n',
        );
        folder.write("named/node_modules/late/index.js", 'exports.late = () => import("late");\n');
        start(own);
        assert.deepEqual([start(own).stdout, start(own).stderr], ["one", ""]);
        const [header = ""] = readFileSync(path.join(own, ".cache/start/hello"), "utf8").split("\n", 1);
        const { files } = JSON.parse(header) as { readonly files: readonly (readonly [string, ...unknown[]])[] };
        const compiled = new Map(files.map((entry) => [entry[0], entry[3] !== null]));
        assert.equal(compiled.get("cli/hello/said.ts"), true);
        assert.equal(compiled.get("node_modules/late/index.js"), false);
    });

    it("names lines of the sources with --verbose", () => {
        const { root: own } = project(
            "failing",
            "export interface Padding {\n    readonly lines: number;\n}\nexport const said = (): string => {\n    throw new Error('failed');\n};\n",
        );
        assert.match(start(own, "--verbose").stderr, /said\.ts:5/);
    });
});
