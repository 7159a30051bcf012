import { spawnSync } from "node:child_process";
import { projectFolder } from "../shared/arguments";

/** Cost of one run of a separate process. */
interface Cost {
    /** Seconds from start to exit. */
    readonly seconds: number;
    readonly stdout: string;
}

/**
 * Runs a command in a separate process `repeat` times and returns the fastest run: slower runs measure the machine's other load.
 *
 * @param allowed exit codes of a run that counts; default: 0
 * @throws Error with the child's standard error when it fails to start or exits otherwise
 */
export function fastest(command: string, args: readonly string[], repeat: number, allowed = [0]): Cost {
    const runs = Array.from({ length: repeat }, () => run(command, args, allowed));
    return runs.reduce((best, next) => (next.seconds < best.seconds ? next : best));
}

/** In a child: prints what `work` comes to as one line of JSON, or its error with exit code 1. */
export function printResult(work: Promise<unknown>): void {
    work.then(
        (result) => console.log(JSON.stringify(result)),
        (error: unknown) => {
            console.error(error);
            process.exitCode = 1;
        },
    );
}

function run(command: string, args: readonly string[], allowed: readonly number[]): Cost {
    const start = performance.now();
    const { status, stdout, stderr, error } = spawnSync(command, [...args], {
        cwd: projectFolder,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    const seconds = (performance.now() - start) / 1000;
    if (status === null || !allowed.includes(status)) {
        throw new Error(`${command} ${args.join(" ")} failed:\n${error?.message ?? stderr}`);
    }
    return { seconds, stdout };
}
