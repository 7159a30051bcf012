import { type Command, CommanderError } from "commander";
import { ExitCode } from "./exitCodes";
import { type Terminal } from "./terminal";

/**
 * Reads the arguments into `parser`, which says on the terminal what is wrong with them.
 *
 * @returns the exit code when the command ends here: at a fault, or after help that was asked for
 */
export function parseArguments(
    parser: Command,
    args: readonly string[],
    { stdout, stderr }: Pick<Terminal, "stdout" | "stderr">,
): ExitCode | undefined {
    parser
        .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
        .exitOverride();
    try {
        parser.parse(args, { from: "user" });
        return undefined;
    } catch (error) {
        return error instanceof CommanderError && error.exitCode === 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
