import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A throw-away place for the engine: its home, its state and its passphrase are nobody else's. */
export interface Sandbox {
    /** Working directory of the engine's commands. */
    readonly folder: string;
    readonly home: string;
    /** Where the engine keeps its state, in plain files. */
    readonly stateFolder: string;
    readonly environment: Readonly<Record<string, string>>;
    /** Removes the folder and gives the process its own settings back. Safe to call again. */
    close(): void;
}

/** Guards secrets that are made up and thrown away with the folder. */
const PASSPHRASE = "rehearsal";

/**
 * Opens a sandbox. While it is open, no `PULUMI_` setting of the user's reaches the engine: a rehearsal must neither touch a
 * real backend nor depend on what somebody exported.
 */
export function openSandbox(): Sandbox {
    sweep();
    const folder = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
    const restoreSettings = takeSettingsAway();
    const close = () => {
        process.removeListener("exit", close);
        restoreSettings();
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    // Also when something in between ends the process at once.
    process.once("exit", close);

    const [home, stateFolder, executables] = ["home", "state", "bin"].map((name) => {
        const each = path.join(folder, name);
        mkdirSync(each);
        return each;
    }) as [string, string, string];
    writeAnalyzer(executables);
    return {
        folder,
        home,
        stateFolder,
        environment: {
            PULUMI_BACKEND_URL: `file://${stateFolder}`,
            PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Last, so that an installed plugin is preferred.
            PATH: [process.env.PATH ?? "", executables].join(path.delimiter),
        },
        close,
    };
}

/** In the name of every sandbox, with the process that owns it. */
const PREFIX = "rehearsal-";

/** Removes the sandboxes of processes that were killed before they could. */
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

function takeSettingsAway(): () => void {
    const taken = Object.entries(process.env).filter(([name]) => name.startsWith("PULUMI_"));
    taken.forEach(([name]) => delete process.env[name]);
    return () => Object.assign(process.env, Object.fromEntries(taken));
}

/** The engine warns that it uses this one, which is what it is there for. */
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
    const pack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    writeFileSync(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(pack)} "$@"\n`);
    chmodSync(file, 0o755);
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}
