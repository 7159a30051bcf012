import assert from "node:assert/strict";
import { rehearsalFiles, rehearsalJson } from "../../../simulation/rehearse/document";
import { UNKNOWN } from "../../../simulation/wire";
import { bucket, dangerous, from } from "../../support/rehearsal";

describe("rehearsalJson", () => {
    it("has counts and changes, each with its causes, and no inputs", () => {
        const document = JSON.parse(rehearsalJson(dangerous, { engine: "3.256.0", from, allowReplace: false })) as {
            counts: unknown;
            changes: unknown;
            from: unknown;
            outcome: unknown;
        };
        assert.deepEqual(document.counts, { create: 0, update: 0, replace: 1, delete: 0, same: 1 });
        assert.deepEqual(document.from, from);
        assert.equal(document.outcome, "dangerous");
        assert.deepEqual(document.changes, [
            {
                urn: bucket.urn,
                type: bucket.type,
                name: "models",
                fate: "replace",
                changes: ["bucket"],
                values: [{ path: "bucket", before: "old-models", after: "models" }],
                replacedBy: ["bucket"],
                protect: true,
            },
        ]);
    });
});

describe("values in the JSON document", () => {
    it("says in words which of them only the update computes", () => {
        const changed = { ...bucket, inputs: { bucket: UNKNOWN } };
        const text = rehearsalJson({ ...dangerous, plan: [changed] }, { engine: "3.256.0", allowReplace: false });
        assert.ok(text.includes('"after": "(known after the update)"'), text);
        assert.ok(!text.includes(UNKNOWN));
    });
});

describe("rehearsalFiles", () => {
    it("has the JSON document, the report and the engine's logs", () => {
        const files = rehearsalFiles(dangerous, { engine: "3.256.0", allowReplace: false });
        assert.deepEqual(
            files.map(({ path }) => path),
            ["rehearsal.json", "rehearsal.txt", "logs/plan.log"],
        );
        assert.equal(files[2]!.text, "log text");
    });
});
