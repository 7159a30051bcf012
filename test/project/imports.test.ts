import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { circlesOf, importsOf, sourceFiles } from "../support/imports";
import { temporaryFolder } from "../support/temporary";

const root = path.resolve(__dirname, "../..");

describe("imports of the project", () => {
    const graph = new Map(sourceFiles(root).map((file) => [file, importsOf(file)]));

    it("have no circle, types included: a file can be read after what it imports", () => {
        assert.ok(graph.size > 200, `only ${graph.size} files were found`);
        const circles = circlesOf(graph).map((circle) => circle.map((file) => path.relative(root, file)));
        assert.deepEqual(circles, []);
    });

    it("lead to files that exist", () => {
        const missing = [...graph].flatMap(([file, targets]) =>
            targets.filter((target) => !existsSync(target)).map((target) => `${file} -> ${target}`),
        );
        assert.deepEqual(missing, []);
    });
});

describe("importsOf", () => {
    const folder = temporaryFolder();

    it("lists every file that is imported, in any form", () => {
        folder.write("folder/index.ts", "");
        folder.write("data.json", "{}");
        ["a", "b", "c", "d"].forEach((name) => folder.write(`${name}.ts`, ""));
        const file = folder.write(
            "file.ts",
            [
                'import { type A, a } from "./a";',
                'import * as b from "./b";',
                'import type { C } from "./c";',
                "import {",
                "    type D,",
                "    type E,",
                '} from "./d";',
                'import folder from "./folder";',
                'import data from "./data.json";',
                'export * from "./b";',
                'import "./a";',
                'import fs from "node:fs";',
            ].join("\n"),
        );
        assert.deepEqual(
            importsOf(file).map((target) => path.relative(folder.path, target)),
            ["a.ts", "b.ts", "c.ts", "d.ts", "data.json", "folder/index.ts"],
        );
    });
});

describe("circlesOf", () => {
    it("finds each circle once, whatever leads to it", () => {
        const graph = new Map([
            ["start", ["a"]],
            ["a", ["b"]],
            ["b", ["c", "leaf"]],
            ["c", ["a"]],
            ["self", ["self"]],
            ["leaf", []],
        ]);
        assert.deepEqual(circlesOf(graph), [["a", "b", "c"], ["self"]]);
    });
});
