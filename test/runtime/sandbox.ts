import { execFileSync, spawn, spawnSync } from "node:child_process";
import process from "node:process";

/**
 * Namespaces of the kernel that a runtime tier lives in: a network of its own, so that addresses of pods answer on this
 * machine without meeting anything of it; mounts of its own, for a hosts file; processes of its own, so that all of them are
 * gone when the first one is.
 */
const namespaceFlags = [
    "--net",
    "--mount",
    "--propagation",
    "private",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
];

/** Without root, a user namespace that maps the caller to root: enough for networks, not for other users' ids. */
const rootlessFlags = ["--user", "--map-root-user"];

/** Set for the process inside, so that it does not enter again. */
const insideVariable = "INFERENCE_PLATFORM_SANDBOX";

/** What a tier needs of the machine. */
export interface SandboxNeeds {
    /** Commands on the PATH, each with what it is for. */
    readonly commands: Readonly<Record<string, string>>;
    /** Modules of Python, each with what it is for and how it is installed. Default: none. */
    readonly pythonModules?: Readonly<Record<string, string>>;
    /** Whether processes run as several users, which a user namespace of one user cannot give. */
    readonly severalUsers: boolean;
}

/** Whether this process runs inside already. */
export function insideSandbox(): boolean {
    return process.env[insideVariable] === "1";
}

/**
 * Why a tier cannot run on this machine, in one line; undefined: it can.
 *
 * @param platform as Node names it
 */
export function missingForSandbox(
    needs: SandboxNeeds,
    platform: NodeJS.Platform = process.platform,
): string | undefined {
    if (platform !== "linux") {
        return `needs Linux namespaces, which ${platform} does not have: run it on Linux, for example in CI`;
    }
    for (const [command, purpose] of Object.entries({ unshare: "namespaces (util-linux)", ...needs.commands })) {
        if (!onPath(command)) {
            return `needs "${command}" on the PATH, for ${purpose}`;
        }
    }
    for (const [name, purpose] of Object.entries(needs.pythonModules ?? {})) {
        if (!hasPythonModule(name)) {
            return `needs the Python module "${name}", for ${purpose}`;
        }
    }
    if (!isRoot() && needs.severalUsers) {
        return "needs root: the mesh's proxies run as a user of their own, which decides what is redirected to them";
    }
    try {
        execFileSync("unshare", [...unshareFlags(), "true"], { stdio: "pipe" });
    } catch (error) {
        const reason = String((error as { stderr?: Buffer }).stderr ?? error).trim();
        return `needs root or unprivileged user namespaces, and unshare says: ${reason}`;
    }
    return undefined;
}

function onPath(command: string): boolean {
    try {
        execFileSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
        return true;
    } catch {
        return false;
    }
}

function hasPythonModule(name: string): boolean {
    const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(name)}) is None)`;
    return spawnSync("python3", ["-c", code], { stdio: "ignore" }).status === 0;
}

function isRoot(): boolean {
    return process.getuid?.() === 0;
}

function unshareFlags(): string[] {
    return isRoot() ? namespaceFlags : [...rootlessFlags, ...namespaceFlags];
}

/** What the one outside does with what comes from inside. */
interface Outside {
    readonly onLine: (line: string) => void;
    /** The one inside has said that it needs few cores from now on. */
    readonly leavesRoom: () => void;
}

/** Of a message from inside. */
const leavesRoomMessage = "leaves room";

/**
 * Runs a script of this project again inside new namespaces, its output passed on line by line.
 *
 * The script ends when this process does, whatever ends it: it holds one end of a channel (see `endWithOutside`), and all
 * other processes end with it, since it is the first of its process namespace.
 *
 * @returns its exit code; 1 when a signal ended it.
 */
export async function runInSandbox(
    script: string,
    args: readonly string[],
    { onLine, leavesRoom }: Outside,
): Promise<number> {
    // Without tsx's own command between: it would keep the channel, and with it everything inside, when this process is killed.
    const command = [
        ...unshareFlags(),
        "--",
        process.execPath,
        "--require",
        require.resolve("tsx/cjs"),
        script,
        ...args,
    ];
    const child = spawn("unshare", command, {
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        env: { ...process.env, [insideVariable]: "1" },
    });
    for (const stream of [child.stdout, child.stderr]) {
        forwardLines(stream, onLine);
    }
    child.on("message", (message) => message === leavesRoomMessage && leavesRoom());
    return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 1));
    });
}

function forwardLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach((line) => onLine(line));
    });
    stream?.on("end", () => rest !== "" && onLine(rest));
}

/** How long the programs inside may take to end. */
const stopMs = 10_000;

/**
 * Inside: ends this process, and with it everything in the namespaces, as soon as the process outside is gone.
 *
 * @param stop removes what namespaces do not take with them, such as temporary folders
 */
export function endWithOutside(stop: () => Promise<void>): void {
    process.once("disconnect", () => {
        setTimeout(exitAsInterrupted, stopMs);
        void stop().finally(exitAsInterrupted);
    });
}

/** Inside: says that few cores are needed from now on, so that another stack may begin. */
export function leaveRoom(): void {
    process.send?.(leavesRoomMessage);
}

/** Inside, once all is done: gives up the channel to the process outside, which would keep this one alive. */
export function partWithOutside(): void {
    process.removeAllListeners("disconnect");
    process.disconnect();
}

function exitAsInterrupted(): void {
    process.exit(130);
}

/** Inside: gives the machine's loopback and the given ranges to this process, every address of them answering. */
export function answerOn(ranges: readonly string[]): void {
    ip("link", "set", "lo", "up");
    for (const range of ranges) {
        ip("route", "add", "local", range, "dev", "lo");
    }
}

/** `ip ARGS`; throws with its own words. */
export function ip(...args: readonly string[]): void {
    execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
