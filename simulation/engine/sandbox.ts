import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A temporary environment for the engine, with a home, a state and a passphrase of its own. */
export interface Sandbox {
    /** Working directory of the engine's commands. */
    readonly folder: string;
    readonly home: string;
    /** The engine's state, as plain files. */
    readonly stateFolder: string;
    readonly environment: Readonly<Record<string, string>>;
    /** Removes the folder and restores the process's settings. Idempotent. */
    close(): void;
}

/** Encrypts generated secrets, which are deleted with the folder. */
const PASSPHRASE = "rehearsal";

/**
 * Opens a sandbox. While it is open, the user's `PULUMI_` variables are removed from the environment: a rehearsal must not
 * touch a real backend or depend on the user's settings.
 */
export function openSandbox(): Sandbox {
    sweep();
    const folder = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
    const restoreSettings = removeSettings();
    const close = () => {
        process.removeListener("exit", close);
        restoreSettings();
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    // Also when the process exits early.
    process.once("exit", close);

    const [home, stateFolder, executables] = ["home", "state", "bin"].map((name) => {
        const each = path.join(folder, name);
        mkdirSync(each);
        return each;
    }) as [string, string, string];
    writeAnalyzer(executables);
    refuseLogs(home);
    return {
        folder,
        home,
        stateFolder,
        environment: {
            PULUMI_BACKEND_URL: `file://${stateFolder}`,
            PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // An interrupted rehearsal is never resumed, so the engine writes the state once, at the end of an operation.
            PULUMI_SKIP_CHECKPOINTS: "true",
            // Last, so that an installed plugin takes precedence.
            PATH: [process.env.PATH ?? "", executables].join(path.delimiter),
        },
        close,
    };
}

/** Prefix of sandbox folders; the process id of the owner follows. */
const PREFIX = "rehearsal-";

/** Removes the sandboxes of processes that were killed. */
function sweep(): void {
    for (const name of readdirSync(os.tmpdir())) {
        const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
        if (owner !== undefined && !isAlive(Number(owner))) {
            rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
        }
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ESRCH";
    }
}

function removeSettings(): () => void {
    const taken = Object.entries(process.env).filter(([name]) => name.startsWith("PULUMI_"));
    taken.forEach(([name]) => delete process.env[name]);
    return () => Object.assign(process.env, Object.fromEntries(taken));
}

/**
 * The engine writes a compressed and encrypted log of its own into this folder, which is deleted with the sandbox: a third of its
 * work. Where the folder cannot be made it goes without.
 * Source: pulumi/pkg, logging/encrypted.go StartLogging.
 */
function refuseLogs(home: string): void {
    writeFileSync(path.join(home, "logs"), "");
}

/** Name of the analyzer executable; the engine warns when it uses it. */
export const ANALYZER = "pulumi-analyzer-policy-nodejs";

/**
 * What the engine starts for a Node policy pack when there is no Node language plugin: an executable of this name, with the
 * engine's address and the pack's folder as arguments.
 * Source: pulumi/pkg, resource/plugin/analyzer_plugin.go NewPolicyAnalyzer.
 */
function writeAnalyzer(folder: string): void {
    if (process.platform === "win32") {
        return;
    }
    const file = path.join(folder, ANALYZER);
    const preload = path.join(folder, "withoutTypeScript.cjs");
    writeFileSync(preload, withoutTypeScript);
    const command = [process.execPath, "--require", preload, require.resolve("@pulumi/pulumi/cmd/run-policy-pack")];
    writeFileSync(file, `#!/bin/sh\nexec ${command.map(quoted).join(" ")} "$@"\n`);
    chmodSync(file, 0o755);
}

/** The SDK loads the compiler and ts-node for every pack, a quarter of the start of ours, which brings its own transpiler. */
const withoutTypeScript = `
const Module = require("node:module");
const standIns = { typescript: { version: "" }, "ts-node": { register() {} } };
const load = Module._load;
Module._load = (request, ...rest) => standIns[request] ?? load(request, ...rest);
`;

function quoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}
