import { spawnSync } from "node:child_process";
import path from "node:path";

/** The root of the repository. */
export const root = path.resolve(__dirname, "../..");

/** What one run of Node on its own cost. */
export interface Cost {
    /** Seconds from start to exit. */
    readonly seconds: number;
    readonly stdout: string;
}

/**
 * Runs Node on its own, `repeat` times, and gives the fastest: whatever makes another run slower is the machine's doing.
 *
 * @throws Error with what the child said when it fails
 */
export function fastest(args: readonly string[], repeat: number): Cost {
    const runs = Array.from({ length: repeat }, () => run(args));
    return runs.reduce((best, next) => (next.seconds < best.seconds ? next : best));
}

function run(args: readonly string[]): Cost {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) {
        throw new Error(`node ${args.join(" ")} failed:\n${stderr}`);
    }
    return { seconds, stdout };
}
