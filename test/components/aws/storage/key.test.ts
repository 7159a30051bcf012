import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

describe("every key", () => {
    it("rotates, can be saved for 30 days after its deletion, and has a name of its own in its region", async () => {
        const run = await simulateAws("prod");
        const keys = run.all("aws:kms/key:Key");
        assert.deepEqual(
            keys.filter(({ inputs }) => inputs.enableKeyRotation !== true || inputs.deletionWindowInDays !== 30),
            [],
        );
        for (const key of keys) {
            const alias = run.one("aws:kms/alias:Alias", key.name);
            assert.deepEqual(alias.inputs, {
                name: `alias/inference-platform/prod/${key.name}`,
                targetKeyId: key.outputs.keyId,
                region: key.inputs.region,
            });
        }
    });
});
