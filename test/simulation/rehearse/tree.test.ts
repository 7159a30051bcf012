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
            "      ~ a  aws:s3/bucket:Bucket  tags.x, tags.y",
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
        const own = step({ name: "a", fate: Fate.Replace, changes: ["bucket", "tags"], replacedBy: ["bucket"] });
        const followed = step({ name: "b", fate: Fate.Replace });
        const unsure = step({ name: "c", fate: Fate.Update });
        assert.deepEqual(changeTree([own, followed, unsure]), [
            "  ± a  aws:s3/bucket:Bucket  replaced because of bucket",
            "  ± b  aws:s3/bucket:Bucket  replaced because a dependency is deleted first",
            "  ~ c  aws:s3/bucket:Bucket  changes are not known before the update",
        ]);
    });

    it("shows a deleted resource whose parent is deleted too", () => {
        const gone = step({ name: "old", parent: "urn:of:something:unknown", fate: Fate.Delete });
        assert.deepEqual(changeTree([stack, gone]), ["  - old  aws:s3/bucket:Bucket"]);
    });
});
