import assert from "node:assert/strict";
import { missingForSandbox } from "./sandbox";

describe("what a runtime tier needs of the machine", () => {
    const needs = { commands: {}, severalUsers: false };

    it("reports in one line that another system has no namespaces", () => {
        assert.equal(
            missingForSandbox(needs, "darwin"),
            "needs Linux namespaces, which darwin does not have: run it on Linux, for example in CI",
        );
    });

    it("names the command that is missing, and what it is for", function () {
        if (process.platform !== "linux") {
            this.skip();
        }
        assert.equal(
            missingForSandbox({ ...needs, commands: { "no-such-command": "certificates" } }),
            'needs "no-such-command" on the PATH, for certificates',
        );
    });
});
