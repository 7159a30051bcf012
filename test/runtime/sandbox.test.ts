import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventually } from "../integration/wait";
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

describe("what a runtime tier needs of Python", () => {
    it("is named with how to install it", function () {
        if (missingForSandbox({ commands: { python3: "modules" }, severalUsers: false }) !== undefined) {
            this.skip();
        }
        const missing = (name: string) =>
            missingForSandbox({
                commands: {},
                pythonModules: { [name]: "a stand-in (pip install it)" },
                severalUsers: false,
            });
        assert.equal(
            missing("no_such_module"),
            'needs the Python module "no_such_module", for a stand-in (pip install it)',
        );
        assert.equal(missing("json"), undefined);
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
        const child = inside("sandbox.endWithOutside(() => Promise.resolve()); setInterval(() => undefined, 1000)");
        await once(child, "message");
        const exited = once(child, "exit");
        child.disconnect();
        assert.deepEqual(await exited, [130, null]);
    });

    it("lets the one outside know that it leaves cores to spare", async () => {
        const child = inside("sandbox.leaveRoom()");
        const messages: unknown[] = [];
        child.on("message", (message) => messages.push(message));
        await eventually("both messages", () => Promise.resolve(messages.length === 2));
        assert.deepEqual(messages, ["leaves room", "ready"]);
    });

    it("ends with its own exit code once all is done", async () => {
        const done = "process.exitCode = 0; sandbox.partWithOutside()";
        const child = inside(
            `sandbox.endWithOutside(() => Promise.resolve()); process.on("message", () => { ${done} })`,
        );
        await once(child, "message");
        const exited = once(child, "exit");
        child.send("finish");
        assert.deepEqual(await exited, [0, null]);
    });
});

describe("a tier that is killed", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "killed-tier-"));
    const inside = path.join(folder, "inside.ts");
    after(() => rmSync(folder, { recursive: true }));

    it("leaves no process in its namespaces", async function () {
        if (missingForSandbox({ commands: {}, severalUsers: false }) !== undefined) {
            this.skip();
        }
        const functions = `require(${JSON.stringify(path.join(__dirname, "sandbox"))})`;
        writeFileSync(
            inside,
            `${functions}.endWithOutside(() => Promise.resolve()); setInterval(() => undefined, 1000);`,
        );
        const outside = spawn(
            process.execPath,
            [
                "--require",
                "tsx/cjs",
                "--eval",
                `void ${functions}.runInSandbox(process.env.INSIDE, [], { onLine: console.log })`,
            ],
            { stdio: "inherit", env: { ...process.env, INSIDE: inside } },
        );
        await eventually("the process inside", () => Promise.resolve(isRunning(inside)));
        outside.kill("SIGKILL");
        await eventually("the end of the process inside", () => Promise.resolve(!isRunning(inside)));
    });

    /** Whether a process of this machine has the text among its arguments. */
    function isRunning(text: string): boolean {
        return readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .some((id) => {
                try {
                    return readFileSync(`/proc/${id}/cmdline`, "utf8").includes(text);
                } catch {
                    // It has ended meanwhile.
                    return false;
                }
            });
    }
});
