import assert from "node:assert/strict";
import { Fate } from "../../../simulation/engine/step";
import { rehearsalFiles, rehearsalJson } from "../../../simulation/rehearse/document";
import { Outcome, type Rehearsal } from "../../../simulation/rehearse/rehearsal";
import { rehearsalText } from "../../../simulation/rehearse/report";
import { step } from "./aStep";

const bucket = step({ fate: Fate.Replace, changes: ["bucket"], replacedBy: ["bucket"], protect: true });

const dangerous: Rehearsal = {
    stack: "prod",
    outcome: Outcome.Dangerous,
    plan: [bucket, step({ name: "other" })],
    dangers: [
        {
            urn: bucket.urn,
            type: bucket.type,
            name: "models",
            fate: "replace",
            causes: ["bucket"],
            loses: "the objects in it",
        },
    ],
    violations: [{ policy: "limits-present", level: "advisory", urn: bucket.urn, message: "first\nsecond" }],
    notEvaluated: [{ policy: "limits-present" }],
    errors: [],
    warnings: [],
    unknownTypes: [],
    seconds: { before: 1.26, plan: 2 },
    logs: { plan: "log text" },
};

const from = { ref: "main", commit: "abc123" };

describe("rehearsalText", () => {
    it("tells the plan, what would be lost, what the policies say, and how it ended", () => {
        assert.equal(
            rehearsalText(dangerous, { engine: "3.256.0", from, allowReplace: false }),
            [
                "prod rehearsed against main (abc123) with pulumi 3.256.0 and simulated providers",
                "",
                "Plan: 1 to replace; 1 unchanged",
                "  ± models  aws:s3/bucket:Bucket  replaced because of bucket",
                "",
                "Would be lost (--allow-replace goes on all the same):",
                "  models (aws:s3/bucket:Bucket) is replaced because of bucket; with it goes the objects in it",
                "",
                "Policies: 0 mandatory and 1 advisory violations; 1 not evaluated before the update",
                "  advisory limits-present: models: first",
                "    second",
                "",
                "Time: bring up what stood before 1.3 s, plan 2.0 s",
                "Stopped before the update: it would lose what cannot be made again",
                "",
            ].join("\n"),
        );
    });

    it("tells of a clean run that there is nothing left, and what a destroy keeps", () => {
        const well: Rehearsal = {
            ...dangerous,
            outcome: Outcome.Well,
            plan: [bucket],
            dangers: [],
            violations: [],
            notEvaluated: [],
            leftToDo: [],
            kept: [bucket.urn, "urn:pulumi:dev::p::awsx:ec2:Vpc::network"],
        };
        const text = rehearsalText(well, { engine: "3.256.0", allowReplace: false });
        assert.match(text, /^prod rehearsed on an empty account /);
        assert.match(text, /\nSecond run: nothing left to do\n/);
        assert.match(text, /\nDestroy: 1 protected resources stay, and 1 that they need:\n {2}models\n/);
        assert.match(text, /\nWell: the change goes through, and a second run has nothing to do\n$/);
        const nothing = rehearsalText({ ...well, kept: [] }, { engine: "3.256.0", allowReplace: false });
        assert.match(nothing, /\nDestroy: nothing is left\n/);
    });

    it("tells what a second run would still do, and gives the engine's own words", () => {
        const failed: Rehearsal = {
            ...dangerous,
            outcome: Outcome.Failed,
            leftToDo: [step({ name: "a", fate: Fate.Update, changes: ["tags"] })],
            errors: ["one\ntwo"],
            unknownTypes: ["aws:foo/bar:Bar"],
        };
        const text = rehearsalText(failed, { engine: "3.256.0", allowReplace: true });
        assert.match(text, /\nA second run would still change:\n {2}~ a {2}aws:s3\/bucket:Bucket {2}tags\n/);
        assert.match(text, /\nThe engine failed:\n {2}one\n {2}two\n/);
        assert.match(text, /\nLost, as --allow-replace allows:\n/);
        assert.match(text, /what replaces them is not known:\n {2}aws:foo\/bar:Bar\n/);
    });
});

describe("the JSON document", () => {
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

    it("lies beside the report and the engine's logs in an output folder", () => {
        const files = rehearsalFiles(dangerous, { engine: "3.256.0", allowReplace: false });
        assert.deepEqual(
            files.map(({ path }) => path),
            ["rehearsal.json", "rehearsal.txt", "logs/plan.log"],
        );
        assert.equal(files[2]!.text, "log text");
    });
});
