import assert from "node:assert/strict";
import { Fate } from "../../../simulation/engine/step";
import { STACK_TYPE } from "../../../simulation/recorded";
import { changeTree } from "../../../simulation/rehearse/tree";
import { step } from "../../support/step";

const stack = step({ type: STACK_TYPE, name: "dev" });
const component = (name: string, over = {}) =>
    step({ type: "inference-platform:aws:Thing", name, parent: stack.urn, ...over });

describe("changeTree", () => {
    it("shows a change under its component, with its inputs, and omits unchanged resources", () => {
        const network = component("network");
        const quiet = component("quiet");
        const changed = step({ name: "a", parent: network.urn, fate: Fate.Update, changes: ["tags.x", "tags.y"] });
        const same = step({ name: "b", parent: quiet.urn });
        assert.deepEqual(changeTree([stack, network, changed, quiet, same]), [
            "    dev  pulumi:pulumi:Stack",
            "      network  inference-platform:aws:Thing",
            "      ~ a  aws:s3/bucket:Bucket",
            "            tags.x",
            "            tags.y",
        ]);
    });

    it("shows a single change on the resource's line, with the old value and the new one", () => {
        const values = { oldInputs: { version: "1.36" }, inputs: { version: "1.37" } };
        const changed = step({ name: "a", fate: Fate.Update, changes: ["version"], ...values });
        assert.deepEqual(changeTree([changed]), ['  ~ a  aws:s3/bucket:Bucket  version: "1.36" → "1.37"']);
    });

    it("counts resources of which nothing is known on one line, and omits components that hold nothing else", () => {
        const network = component("network");
        const unsure = ["a", "b"].map((name) => step({ name, parent: network.urn, fate: Fate.Update }));
        const changed = step({ name: "c", parent: stack.urn, fate: Fate.Update, changes: ["tags"] });
        assert.deepEqual(changeTree([stack, network, ...unsure, changed]), [
            "    dev  pulumi:pulumi:Stack",
            "    ~ c  aws:s3/bucket:Bucket  tags",
            "  ~ 2 of the resources to update: what changes is not known before the update",
        ]);
    });

    it("shows a component that is created or deleted as a whole on one line", () => {
        const models = component("models", { fate: Fate.Create });
        const inside = step({ name: "a", parent: models.urn, fate: Fate.Create });
        const deeper = step({ name: "b", parent: inside.urn, fate: Fate.Create });
        assert.deepEqual(changeTree([stack, models, inside, deeper]), [
            "    dev  pulumi:pulumi:Stack",
            "    + models  inference-platform:aws:Thing  (3 resources)",
        ]);
    });

    it("shows why a resource is replaced, also when the cause is another resource", () => {
        const values = { oldInputs: { bucket: "x", tags: {} }, inputs: { bucket: "y", tags: { a: "b" } } };
        const own = step({
            ...values,
            name: "a",
            fate: Fate.Replace,
            changes: ["bucket", "tags.a"],
            replacedBy: ["bucket"],
        });
        const followed = step({ name: "b", fate: Fate.Replace });
        assert.deepEqual(changeTree([own, followed]), [
            "  ± a  aws:s3/bucket:Bucket  replaced because of bucket",
            '        bucket: "x" → "y"',
            '        tags.a: added "b"',
            "  ± b  aws:s3/bucket:Bucket  replaced because a dependency is deleted first",
        ]);
    });

    it("shows a deleted resource whose parent is deleted too", () => {
        const gone = step({ name: "old", parent: "urn:of:something:unknown", fate: Fate.Delete });
        assert.deepEqual(changeTree([stack, gone]), ["  - old  aws:s3/bucket:Bucket"]);
    });
});
