import { ExitCode } from "./exitCodes";
import { type Terminal } from "./terminal";

/** Runs a command with the process's own arguments and streams. */
export function runCli(command: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>): void {
    // A reader that has seen enough (`| head`) is no failure.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") {
            throw error;
        }
    });
    // Not process.exit: it would cut off what is still being written to a pipe.
    command(process.argv.slice(2), process).then(
        (code) => (process.exitCode = code),
        (error: unknown) => {
            console.error(error);
            process.exitCode = ExitCode.Failed;
        },
    );
}
