import assert from "node:assert/strict";
import { Inventory } from "../../../simulation/plugin/inventory";
import { Journal, ProviderCall } from "../../../simulation/plugin/journal";
import { secretsIn } from "../../../simulation/plugin/secrets";
import { secretWire } from "../../../simulation/wire";

describe("secretsIn", () => {
    it("finds secrets of resources that exist, computed ones included, and of those that are only planned", () => {
        const inventory = new Inventory();
        const common = { seed: "s", region: "us-west-2" };
        const outputs = { result: secretWire("computed-password") };
        inventory.add(
            {
                ...common,
                urn: "u::p",
                type: "random:index/randomPassword:RandomPassword",
                id: "p",
                inputs: {},
                outputs,
            },
            false,
        );
        inventory.add(
            {
                ...common,
                urn: "u::s",
                type: "kubernetes:core/v1:Secret",
                id: "s",
                inputs: { data: { user: "username", password: secretWire("marked-password") } },
                // The provider marks everything.
                outputs: { data: secretWire({ user: "username", password: "marked-password" }) },
            },
            false,
        );
        const journal = new Journal();
        journal.record({ call: ProviderCall.Check, subject: "u::n", inputs: { token: secretWire("planned-token") } });
        assert.deepEqual(secretsIn({ inventory, journal }).sort(), [
            "computed-password",
            "marked-password",
            "planned-token",
        ]);
    });
});
