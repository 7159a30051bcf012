import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openSandbox } from "../../../simulation/engine/sandbox";

describe("openSandbox", () => {
    it("keeps the user's Pulumi settings from the engine, and restores them", () => {
        process.env.PULUMI_ACCESS_TOKEN = "mine";
        const sandbox = openSandbox();
        assert.equal(process.env.PULUMI_ACCESS_TOKEN, undefined);
        assert.equal(sandbox.environment.PULUMI_BACKEND_URL, `file://${sandbox.stateFolder}`);
        sandbox.close();
        sandbox.close();
        assert.equal(process.env.PULUMI_ACCESS_TOKEN, "mine");
        assert.equal(existsSync(sandbox.folder), false);
        delete process.env.PULUMI_ACCESS_TOKEN;
    });

    it("leaves the engine no folder for its own log, which would take a third of its work", () => {
        const sandbox = openSandbox();
        assert.throws(() => mkdirSync(path.join(sandbox.home, "logs"), { recursive: true }), { code: "EEXIST" });
        sandbox.close();
    });

    it("removes the sandbox of a killed process, and keeps that of a running one", () => {
        const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
        const [left, used] = [dead, process.ppid].map((pid) => path.join(os.tmpdir(), `rehearsal-${pid}-test`));
        [left!, used!].forEach((folder) => mkdirSync(folder, { recursive: true }));
        openSandbox().close();
        assert.equal(existsSync(left!), false);
        assert.equal(existsSync(used!), true);
        spawnSync("rm", ["-rf", used!]);
    });
});
