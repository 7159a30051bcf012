import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
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

describe("the process inside", () => {
    /** A process that runs `code` with the functions of the sandbox at hand and a channel to this one. */
    function inside(code: string): ChildProcess {
        const functions = JSON.stringify(path.join(__dirname, "sandbox"));
        const script = `const sandbox = require(${functions}); ${code}; process.send("ready")`;
        return spawn(process.execPath, ["--require", "tsx/cjs", "--eval", script], {
            stdio: ["ignore", "inherit", "inherit", "ipc"],
        });
    }

    it("ends as soon as the one outside is gone", async () => {
        const child = inside("sandbox.endWithOutside(); setInterval(() => undefined, 1000)");
        await once(child, "message");
        const exited = once(child, "exit");
        child.disconnect();
        assert.deepEqual(await exited, [130, null]);
    });

    it("ends with its own exit code once all is done", async () => {
        const done = "process.exitCode = 0; sandbox.partWithOutside()";
        const child = inside(`sandbox.endWithOutside(); process.on("message", () => { ${done} })`);
        await once(child, "message");
        const exited = once(child, "exit");
        child.send("finish");
        assert.deepEqual(await exited, [0, null]);
    });
});
