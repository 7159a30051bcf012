import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv, { type ValidateFunction } from "ajv/dist/2020";
import { parse } from "yaml";
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
});

describe("the schema of a stack file in a strict validator", () => {
    const schema = JSON.parse(files[0]!.text) as StackFileSchema;
    const stacks = readdirSync(projectFolder).filter((file) => /^Pulumi\.[\w-]+\.yaml$/.test(file));
    const read = (file: string): unknown =>
        parse(readFileSync(path.join(projectFolder, file), "utf8"), { merge: true }) as unknown;
    let validate: ValidateFunction;

    before(() => {
        // Unknown keywords, formats and ignored ones are errors. Branches of alternatives narrow keys that are typed beside them.
        validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
    });

    for (const file of stacks) {
        it(`accepts ${file}`, () => {
            assert.ok(validate(read(file)), JSON.stringify(validate.errors));
        });
    }

    it("rejects an unknown key, a value of another type and one that is not allowed", () => {
        const rejected = (changes: object) => {
            const file = read("Pulumi.dev.yaml") as { config: object };
            return !validate({ ...file, config: { ...file.config, ...changes } });
        };
        assert.ok(!rejected({}));
        assert.ok(rejected({ "inference-platform:netwrok": {} }));
        assert.ok(rejected({ "inference-platform:network": { zones: "two" } }));
        assert.ok(rejected({ "inference-platform:environment": "staging" }));
    });
});
