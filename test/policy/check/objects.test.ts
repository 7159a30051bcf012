import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { DocumentReader } from "../../../policy/check/documents";
import { fileOf, readObjects } from "../../../policy/check/objects";

async function read(text: string, { found = false, only = "all" }: { found?: boolean; only?: "all" | "index" } = {}) {
    const kinds: string[] = [];
    const faults: string[] = [];
    const skipped: string[] = [];
    const input = { file: "a#b.yaml", found, open: () => Readable.from([Buffer.from(text)]) };
    await readObjects(input, new DocumentReader(), only, {
        object: ({ type, urn }) => kinds.push(`${fileOf(urn)} ${type}`),
        fault: ({ file, reason }) => faults.push(`${file}: ${reason}`),
        skipped: (file) => skipped.push(file),
    });
    return { kinds, faults, skipped };
}

const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: ml }";
const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app }";

describe("readObjects", () => {
    it("reads every object, typed as Pulumi would type it, from a file of whatever name", async () => {
        assert.deepEqual((await read(`${namespace}\n---\n${deployment}\n`)).kinds, [
            "a#b.yaml kubernetes:core/v1:Namespace",
            "a#b.yaml kubernetes:apps/v1:Deployment",
        ]);
    });

    it("reports a broken document with its line, and reads on", async () => {
        const { kinds, faults } = await read(`a: [\n---\n${namespace}\n`);
        assert.equal(kinds.length, 1);
        assert.equal(faults.length, 1);
        assert.match(faults[0] ?? "", /^a#b\.yaml:\d+: broken YAML: /);
    });

    it("reports a named file that holds something else, and only skips one that was found in a directory", async () => {
        assert.deepEqual((await read("replicas: 2")).faults, [
            "a#b.yaml:1: not a Kubernetes object: apiVersion or kind is missing",
        ]);
        const { faults, skipped } = await read("replicas: 2", { found: true });
        assert.deepEqual([faults, skipped], [[], ["a#b.yaml"]]);
    });

    it("parses for the index only documents that can add to it", async () => {
        const text = `${namespace}\n---\n${deployment}\n---\nkind: [broken\n`;
        const { kinds, faults } = await read(text, { only: "index" });
        assert.deepEqual(kinds, ["a#b.yaml kubernetes:core/v1:Namespace"]);
        assert.deepEqual(faults, []);
    });
});
