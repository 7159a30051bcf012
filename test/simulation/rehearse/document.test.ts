import assert from "node:assert/strict";
import { rehearsalFiles, rehearsalJson } from "../../../simulation/rehearse/document";
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
                replacedBy: ["bucket"],
                protect: true,
            },
        ]);
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
