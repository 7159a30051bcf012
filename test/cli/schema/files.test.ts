import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { schemaFiles } from "../../../cli/schema/files";
import { projectFolder } from "../../../cli/shared/arguments";
import { type StackFileSchema } from "../../../config/jsonSchema";
import { exampleOf, type KeyEntry, keysOf } from "../../../config/reference";

const files = schemaFiles();

describe("what the repository keeps of the schemas of a stack file", () => {
    for (const { path: file, text } of files) {
        it(`${file} is what the schemas say`, () => {
            assert.ok(
                readFileSync(path.join(projectFolder, file), "utf8") === text,
                `${file} is out of date: run npm run schema -- --update`,
            );
        });
    }
});

describe("every key of a stack file", () => {
    const schema = JSON.parse(files[0]!.text) as StackFileSchema;
    const topics = Object.entries(schema.properties.config.properties ?? {});
    const keys = topics.flatMap(([topic, node]) => keysOf(node, false).map((entry) => ({ topic, entry })));
    const lacking = (lacks: (entry: KeyEntry) => boolean) =>
        keys.filter(({ entry }) => lacks(entry)).map(({ topic, entry }) => `${topic} ${entry.path}`);

    it("says what it is for", () => {
        assert.ok(keys.length > 400, `${keys.length} keys`);
        assert.deepEqual(
            lacking(({ node }) => (node.description ?? "") === ""),
            [],
            "add .describe(…) to the schema of these keys",
        );
    });

    it("has an example, if only by its type", () => {
        assert.deepEqual(
            // Mappings are shown by the keys below them.
            lacking(({ node }) => node.type !== "object" && exampleOf(node) === undefined),
            [],
            "add .meta({ examples: […] }) to the schema of these keys",
        );
    });

    it("uses only what a strict validator of JSON Schema takes", () => {
        const formats = new Set<string>();
        JSON.stringify(schema, (key, value: unknown) => {
            if (key === "format" && typeof value === "string") {
                formats.add(value);
            }
            return value;
        });
        assert.deepEqual([...formats], []);
    });
});
