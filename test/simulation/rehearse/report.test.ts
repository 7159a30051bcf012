import assert from "node:assert/strict";
import { Fate } from "../../../simulation/engine/step";
import { Outcome, type Rehearsal } from "../../../simulation/rehearse/rehearsal";
import { rehearsalMarkdown, rehearsalText } from "../../../simulation/rehearse/report";
import { bucket, dangerous, from } from "../../support/rehearsal";
import { step } from "../../support/step";

describe("rehearsalMarkdown", () => {
    it("is a comment with the outcome first and the report as it is", () => {
        const circumstances = { engine: "3.256.0", from, allowReplace: false };
        assert.equal(
            rehearsalMarkdown(dangerous, circumstances),
            `### Rehearsal of prod\n\nStopped before the update: it would lose data\n\n\`\`\`text\n${rehearsalText(dangerous, circumstances)}\`\`\`\n`,
        );
    });
});

describe("rehearsalText", () => {
    it("shows plan, data loss, policy results and outcome", () => {
        assert.equal(
            rehearsalText(dangerous, { engine: "3.256.0", from, allowReplace: false }),
            [
                "prod rehearsed against main (abc123) with pulumi 3.256.0 and simulated providers",
                "",
                "Plan: 1 to replace; 1 unchanged",
                "  ± models  aws:s3/bucket:Bucket  replaced because of bucket",
                '        bucket: "old-models" → "models"',
                "",
                "Data loss (--allow-replace proceeds anyway):",
                "  models (aws:s3/bucket:Bucket) is replaced because of bucket; this also destroys the objects in it",
                "",
                "Policies: 0 mandatory and 1 advisory violations; 1 not evaluated before the update",
                "  advisory limits-present: models: first",
                "    second",
                "",
                "Time: deploy the old revision 1.3 s, plan 2.0 s",
                "Stopped before the update: it would lose data",
                "",
            ].join("\n"),
        );
    });

    it("shows that a second run has no changes, and what a destroy keeps", () => {
        const successful: Rehearsal = {
            ...dangerous,
            outcome: Outcome.Well,
            plan: [bucket],
            dangers: [],
            violations: [],
            notEvaluated: [],
            leftToDo: [],
            kept: [bucket.urn, "urn:pulumi:dev::p::awsx:ec2:Vpc::network"],
        };
        const text = rehearsalText(successful, { engine: "3.256.0", allowReplace: false });
        assert.match(text, /^prod rehearsed on an empty account /);
        assert.match(text, /\nSecond run: no changes\n/);
        assert.match(text, /\nDestroy: keeps 1 protected resources and 1 that they depend on:\n {2}models\n/);
        assert.match(text, /\nOK: the update succeeds, and a second run has no changes\n$/);
        const nothing = rehearsalText({ ...successful, kept: [] }, { engine: "3.256.0", allowReplace: false });
        assert.match(nothing, /\nDestroy: everything is deleted\n/);
    });

    it("shows changes of a second run, and the engine's errors", () => {
        const failed: Rehearsal = {
            ...dangerous,
            outcome: Outcome.Failed,
            leftToDo: [step({ name: "a", fate: Fate.Update, changes: ["tags"] })],
            errors: ["one\ntwo"],
            unknownTypes: ["aws:foo/bar:Bar"],
        };
        const text = rehearsalText(failed, { engine: "3.256.0", allowReplace: true });
        assert.match(text, /\nSecond run: still changes\n {2}~ a {2}aws:s3\/bucket:Bucket {2}tags\n/);
        assert.match(text, /\nThe engine failed:\n {2}one\n {2}two\n/);
        assert.match(text, /\nData loss \(allowed by --allow-replace\):\n/);
        assert.match(text, /so replacements of these types are unknown:\n {2}aws:foo\/bar:Bar\n/);
    });

    it("says how to get the stack trace of a program that threw, and nothing of it where it is there", () => {
        const printed = (error: string) =>
            rehearsalText({ ...dangerous, errors: [error] }, { engine: "3.256.0", allowReplace: true });
        const hint = "\nRun again with --verbose for the stack trace.\n";
        assert.ok(
            printed("Unhandled exception: no such zone").includes(`\n  Unhandled exception: no such zone${hint}`),
        );
        assert.ok(!printed("Unhandled exception: Error: no such zone\n    at index.ts:1:1").includes(hint));
        assert.ok(!printed("updating urn: no such zone").includes(hint));
    });

    it("says of a volume's new size what does not follow, and not that something is destroyed", () => {
        const release = step({ type: "kubernetes:helm.sh/v3:Release", name: "grafana" });
        const loses = "existing claims keep their size until they are grown by hand";
        const resized: Rehearsal = {
            ...dangerous,
            dangers: [{ ...release, fate: "resize", causes: ["values.grafana.persistence.size"], loses }],
        };
        assert.ok(
            rehearsalText(resized, { engine: "3.256.0", allowReplace: false }).includes(
                "\n  grafana (kubernetes:helm.sh/v3:Release) is given volumes of another size by " +
                    `values.grafana.persistence.size; ${loses}\n`,
            ),
        );
    });
});
