import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    copyFileSync,
    mkdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    statSync,
    symlinkSync,
    truncateSync,
    utimesSync,
} from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
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
        const caches = ["first", "second"].map((run) => {
            const { stdout, stderr } = start(own);
            assert.deepEqual({ stdout, stderr }, expected, run);
            return written(own);
        });
        assert.equal(
            caches[0],
            caches[1],
            "also where another program than npm installed them, nothing was written again",
        );
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
        const compiled = new Map(files.map((entry) => [entry[0], entry[4] !== null]));
        assert.equal(compiled.get("cli/hello/said.ts"), true);
        assert.equal(compiled.get("node_modules/late/index.js"), false);
    });

    describe("of files that have not changed for a while", () => {
        const use = 'import { x } from "x";\nexport const said = (): string => x;\n';
        const at = (name: string, package_: string) => `${name}/node_modules/${package_}/index.js`;
        let edited: { readonly root: string; readonly file: string };
        let installed: { readonly root: string };
        before(async () => {
            edited = project("settled", "export const said = (): string => 'one';\n");
            installed = project("installed", use);
            folder.write(at("installed", "x"), "exports.x = 'root';\n");
            folder.write("installed/node_modules/.package-lock.json", "{}");
            // From then on the time of their change tells them from changed ones.
            await setTimeout(2_100);
            [edited, installed].forEach(({ root: own }) => start(own));
        });

        it("runs what the sources say now, even if an edit keeps length and time", () => {
            const { root: own, file } = edited;
            const { atime, mtime } = statSync(file);
            folder.write("settled/cli/hello/said.ts", "export const said = (): string => 'two';\n");
            utimesSync(file, atime, mtime);
            assert.equal(start(own).stdout, "two");
        });

        it("finds a package where npm has installed it since", () => {
            const { root: own } = installed;
            assert.equal(start(own).stdout, "root");
            folder.write("installed/node_modules/x/package.json", '{ "main": "other.js" }');
            folder.write("installed/node_modules/x/other.js", "exports.x = 'other';\n");
            folder.write("installed/node_modules/.package-lock.json", "{ }");
            assert.equal(start(own).stdout, "other");
            rmSync(path.join(own, "node_modules/x"), { recursive: true });
            folder.write("installed/node_modules/.package-lock.json", "{}");
            assert.match(start(own).stderr, /Cannot find module 'x'/);
        });
    });

    it("loads what the SDKs hardly use only when they do", () => {
        const { root: own } = project(
            "closures",
            'import { compile } from "@pulumi/pulumi";\nexport const said = (): string => process.argv[2] === "compile" ? compile() : "nothing";\n',
        );
        folder.write("closures/node_modules/typescript/index.js", 'console.log("loaded");\nexports.version = "7";\n');
        folder.write("closures/node_modules/normalize-package-data/index.js", "module.exports = () => 'normal';\n");
        folder.write(
            "closures/node_modules/@pulumi/pulumi/index.js",
            [
                "const star = (m) => (m && m.__esModule ? m : { ...m });",
                "const byDefault = (m) => (m && m.__esModule ? m : { default: m });",
                'const ts = star(require("typescript"));',
                'const data = byDefault(require("normalize-package-data"));',
                'exports.compile = () => `${ts.version} ${"version" in ts} ${data.default()}`;',
            ].join("\n"),
        );
        for (const run of ["first", "second"]) {
            assert.equal(start(own).stdout, "nothing", run);
            assert.equal(start(own, "compile").stdout, "loaded\ncompile 7 true normal", run);
        }
    });

    it("names lines of the sources with --verbose", () => {
        const { root: own } = project(
            "failing",
            "export interface Padding {\n    readonly lines: number;\n}\nexport const said = (): string => {\n    throw new Error('failed');\n};\n",
        );
        assert.match(start(own, "--verbose").stderr, /said\.ts:5/);
    });
});
