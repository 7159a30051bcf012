import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { metrics } from "../../components/observation/catalogue";
import { queryFaults } from "../support/promql";
import { namesSeries } from "../support/queries";

const root = path.resolve(__dirname, "../..");

/** Files of the repository, by what git is told to list. */
function files(...patterns: readonly string[]): readonly { readonly file: string; readonly text: string }[] {
    return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns], {
        cwd: root,
        encoding: "utf8",
    })
        .trim()
        .split("\n")
        .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

interface Found {
    readonly where: string;
    readonly query: string;
}

/** PromQL of a page: blocks line by line, what a command of promtool asks, and code within a line that names a series. */
function queriesOfPage({ file, text }: { readonly file: string; readonly text: string }): readonly Found[] {
    const blocks = [...text.matchAll(/```promql\n(.*?)```/gs)].flatMap(([, block = ""]) => block.trim().split("\n"));
    const commands = [...text.matchAll(/promtool query (?:instant|range) \S+ '([^']+)'/g)].map(
        ([, query = ""]) => query,
    );
    const inline = [...text.replaceAll(/```.*?```/gs, "").matchAll(/`([^`\n]+)`/g)]
        .map(([, code = ""]) => code)
        .filter((code) => namesSeries(code) && !code.includes("…"));
    return [...blocks, ...commands, ...inline].map((query) => ({ where: file, query }));
}

/** What a message shows to explain itself. */
const examples = ["components/serving/queries/queryFaults.ts: jobs_total"];

/** Names of series that the platform records: a colon between two words. */
const recordedName = /\b(?:inference|gpu|training):[a-z_]+(?::\w+)?/g;

describe("queries outside the objects of stacks", () => {
    const pages = files("*.md");

    it("in documentation only ask for what the catalogue has", () => {
        const queries = pages.flatMap(queriesOfPage);
        assert.ok(queries.length > 60, `only ${queries.length} queries found`);
        for (const { where, query } of queries) {
            assert.deepEqual(queryFaults(query), [], `${where}: ${query}`);
        }
    });

    it("in documentation name no recorded series that there is not", () => {
        const code = pages.flatMap(({ file, text }) =>
            [...text.matchAll(/```promql\n(.*?)```|`([^`\n]+)`/gs)].flatMap(([, block, inline]) =>
                [...(block ?? inline ?? "").matchAll(recordedName)].map(([name]) => ({ file, name })),
            ),
        );
        assert.ok(code.length > 10, `${code.length} names`);
        assert.deepEqual(
            code.filter(({ name }) => !(name in metrics)),
            [],
        );
    });

    it("are in no script, workflow or sample: nothing there asks Prometheus", () => {
        const asking = /\/api\/v1\/(?:query|series|labels?)\b|promtool query/;
        // Documentation is read above; tests ask the Prometheus that they start.
        const others = files(":!*.md", ":!test", ":!package-lock.json", ":!docs/package-lock.json", ":!*.svg");
        assert.ok(others.length > 500, `${others.length} files`);
        assert.deepEqual(
            others.filter(({ text }) => asking.test(text)).map(({ file }) => file),
            [],
        );
    });

    it("are built from the catalogue in sources, where a metric or label that it lacks does not compile", () => {
        // Between the quotes of one text: a selector with matchers or a range, spelled out.
        const spelled = /["`'][^"`'\n]*\b([a-zA-Z_:][a-zA-Z0-9_:]{4,})(?:\{[a-z_]+ *(?:=~|!~|!=|=)|\[\d+[smhdw]\])/g;
        const sources = files(
            "components/*.ts",
            "config/*.ts",
            "simulation/*.ts",
            "cli/*.ts",
            "policy/*.ts",
            "index.ts",
        );
        assert.ok(sources.length > 300, `${sources.length} files`);
        const found = sources.flatMap(({ file, text }) =>
            [...text.matchAll(spelled)].map(([, name = ""]) => `${file}: ${name}`),
        );
        assert.deepEqual(found, examples);
    });
});
