import assert from "node:assert/strict";
import { StoreAccounts } from "../../../../components/existing/store/accounts";
import { simulate } from "../../../support/simulate";

describe("StoreAccounts", () => {
    it("settle in the order of their names, whatever order they were asked for in", async () => {
        const accounts = new StoreAccounts();
        await simulate(() => {
            accounts.add({ name: "b", namespace: "ml-production", access: [] }, {});
            accounts.add({ name: "a", namespace: "ml-production", access: [] }, {});
            accounts.close();
        });
        assert.deepEqual(
            (await accounts.all).map(({ name }) => name),
            ["a", "b"],
        );
    });

    it("refuse an account that comes too late to be known to the server", () => {
        const accounts = new StoreAccounts();
        accounts.close();
        assert.throws(() => accounts.add({ name: "late", namespace: "ml-production", access: [] }, {}), {
            message: 'account "late" comes after the accounts of the S3 server were closed',
        });
    });
});
