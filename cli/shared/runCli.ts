import { ExitCode } from "./exitCodes";
import { type Terminal } from "./terminal";

/** A command: runs with the given arguments and returns the exit code. */
export type CliCommand = (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;

/** Runs a command with the process's own arguments and streams. */
export function runCli(command: CliCommand): void {
    // A reader that closes the pipe early (`| head`) is not a failure.
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
