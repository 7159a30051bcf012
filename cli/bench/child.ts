import { spawnSync } from "node:child_process";
import { projectFolder } from "../shared/arguments";

/** Cost of one run of a separate Node process. */
interface Cost {
    /** Seconds from start to exit. */
    readonly seconds: number;
    readonly stdout: string;
}

/**
 * Runs a separate Node process `repeat` times and returns the fastest run: slower runs measure the machine's other load.
 *
 * @throws Error with the child's standard error when it fails
 */
export function fastest(args: readonly string[], repeat: number): Cost {
    const runs = Array.from({ length: repeat }, () => run(args));
    return runs.reduce((best, next) => (next.seconds < best.seconds ? next : best));
}

function run(args: readonly string[]): Cost {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
        cwd: projectFolder,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) {
        throw new Error(`node ${args.join(" ")} failed:\n${stderr}`);
    }
    return { seconds, stdout };
}
