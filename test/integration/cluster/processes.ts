import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** One program of the control plane. */
export interface ComponentArgs {
    readonly name: string;
    readonly binary: string;
    readonly args: readonly string[];
    /** Variables beside those of this process. Default: none. */
    readonly env?: Readonly<Record<string, string>>;
    /** Whether it serves already; a rejection counts as "not yet". */
    readonly ready: () => Promise<boolean>;
    /** Started again when it ends by itself once it was ready, as a kubelet does it; its end is printed. Default false. */
    readonly restarts?: boolean;
}

/** A component ended, or did not become ready in time. Its message carries the component's last log lines. */
export class ComponentError extends Error {}

/** What is known of a component over all its starts. */
interface Life {
    ready: boolean;
    /** How it ended last. */
    ended?: string;
}

const readySeconds = 60;
/** Pause before another start. */
const restartMs = 1000;
const logLinesShown = 20;

/** The groups of this process that have not stopped. */
const running = new Set<ProcessGroup>();
let logsOfStopped: string | undefined;

/** From now on a group that stops leaves its logs in this folder, in one of its own. @returns the folder so far */
export function keepLogsIn(folder: string | undefined): string | undefined {
    const before = logsOfStopped;
    logsOfStopped = folder;
    return before;
}

/** Copies the logs of the groups that go on running into the same folder. */
export function keepLogsOfRunning(): void {
    running.forEach((group) => group.keepOwnLogs());
}

/**
 * Child processes and their folder, gone as soon as this process ends, whatever ends it.
 *
 * Stopping goes the same way: the only difference between an orderly stop and a crash is who closes the pipe.
 */
export class ProcessGroup {
    /** Holds data, logs and credentials of the processes; removed with them. */
    public readonly folder = mkdtempSync(path.join(tmpdir(), "inference-platform-"));
    private readonly reaper = spawn(process.execPath, [path.join(__dirname, "reaper.mjs"), this.folder], {
        // A group of its own, so that Ctrl-C in a terminal does not end it before its work.
        detached: true,
        stdio: ["pipe", "ignore", "inherit"],
    });
    /** Settles per process once it has ended: a kill is a request, and ports are free only afterwards. */
    private readonly exits: Promise<unknown>[] = [];
    private readonly children = new Map<string, ChildProcess>();
    private stopping = false;

    public constructor() {
        running.add(this);
    }

    /** Starts a component and waits until it is ready. @throws ComponentError */
    public async start(component: ComponentArgs): Promise<void> {
        const log = path.join(this.folder, `${component.name}.log`);
        const life: Life = { ready: false };
        this.run(component, log, "w", life);
        const deadline = Date.now() + readySeconds * 1000;
        while (!(life.ready = await component.ready().catch(() => false))) {
            if (life.ended !== undefined) {
                throw new ComponentError(failure(component.name, life.ended, log));
            }
            if (Date.now() > deadline) {
                throw new ComponentError(failure(component.name, `was not ready after ${readySeconds} s`, log));
            }
            await sleep(50);
        }
    }

    /** Runs a component; once it was ready, an end that nobody wants is printed, and followed by another start where it has some. */
    private run(component: ComponentArgs, log: string, flags: "w" | "a", life: Life): void {
        const { name, binary, args, env, restarts = false } = component;
        const output = openSync(log, flags);
        const child = spawn(binary, args, {
            stdio: ["ignore", output, output],
            cwd: this.folder,
            env: { ...process.env, ...env },
        });
        closeSync(output);
        this.exits.push(new Promise((resolve) => child.once("exit", resolve).once("error", resolve)));
        this.children.set(name, child);
        const isWanted = (): boolean => life.ready && !this.stopping && this.children.has(name);
        const onEnd = (how: string): void => {
            life.ended = how;
            if (isWanted()) {
                console.error(failure(name, how, log));
                if (restarts) {
                    setTimeout(() => isWanted() && this.run(component, log, "a", life), restartMs);
                }
            }
        };
        child.on("error", (error) => onEnd(error.message));
        child.on("exit", (code, signal) => {
            this.reaper.stdin.write(`-${child.pid}\n`);
            onEnd(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
        });
        this.reaper.stdin.write(`+${child.pid}\n`);
    }

    /** Ends one component as a kubelet ends a container: it is asked to, and killed when it takes longer than `seconds`. */
    public async end(name: string, seconds: number): Promise<void> {
        const child = this.children.get(name);
        // From here on its end is wanted.
        this.children.delete(name);
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
            return;
        }
        const exited = once(child, "exit");
        child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
        await exited;
        clearTimeout(timer);
    }

    /** Copies the log of every component into a folder that outlives this group. */
    public keepLogs(target: string): void {
        mkdirSync(target, { recursive: true });
        for (const file of readdirSync(this.folder).filter((each) => each.endsWith(".log"))) {
            cpSync(path.join(this.folder, file), path.join(target, file));
        }
    }

    /** Copies the logs to where `keepLogsIn` wants them. */
    public keepOwnLogs(): void {
        if (logsOfStopped !== undefined) {
            this.keepLogs(path.join(logsOfStopped, path.basename(this.folder)));
        }
    }

    /** Kills every process and removes the folder. */
    public async stop(): Promise<void> {
        if (this.stopping) {
            return;
        }
        this.stopping = true;
        running.delete(this);
        this.keepOwnLogs();
        const gone = new Promise((resolve) => this.reaper.once("exit", resolve));
        this.reaper.stdin.end();
        await Promise.all([gone, ...this.exits]);
    }
}

function failure(name: string, what: string, log: string): string {
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-logLinesShown);
    return [`${name} ${what}; its last log lines:`, ...lines.map((line) => `    ${line}`)].join("\n");
}

/** Whether a program on this machine takes connections on a port. */
export async function listens(port: number): Promise<boolean> {
    return await new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
        socket.once("connect", () => socket.destroy());
    });
}

/** Below the ports that the system gives to outgoing connections (Linux: from 32768), so that none of these takes one meanwhile. */
const firstPort = 10_000;
/** Processes that may run tests at the same time: their ranges of ports end below those of the system. */
export const mostWorkers = 4;
/** Of each worker process, so that two never ask for the same port. */
const portsPerWorker = 5_000;
const workerPorts = firstPort + (Number(process.env["MOCHA_WORKER_ID"] ?? 0) % mostWorkers) * portsPerWorker;
let asked = Math.floor(Math.random() * portsPerWorker);

/** As many different loopback ports as asked for, free at the time of asking; no port is given twice soon after another. */
export async function freePorts(count: number): Promise<number[]> {
    const found: number[] = [];
    for (let tries = 0; found.length < count; tries++) {
        if (tries === portsPerWorker) {
            throw new Error(`fewer than ${count} ports of loopback are free from ${workerPorts} on`);
        }
        const port = workerPorts + (asked++ % portsPerWorker);
        if (await isFree(port)) {
            found.push(port);
        }
    }
    return found;
}

async function isFree(port: number): Promise<boolean> {
    const server = createServer();
    return await new Promise((resolve) => {
        server.once("error", () => resolve(false));
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
}
