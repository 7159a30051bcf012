import { ConfigError, configErrorText } from "../../config/fault";
import { ExpectedError, InputError } from "../../simulation/errors";
import { ProgramError } from "../../simulation/in-process/failures";
import { ExitCode } from "./exitCodes";
import { type Terminal } from "./terminal";

/** Ends a command with an exit code of its own choice; shown without a stack trace. */
export class CommandError extends ExpectedError {
    constructor(
        message: string,
        public readonly exitCode: ExitCode,
    ) {
        super(message);
    }
}

interface Failure {
    readonly code: ExitCode;
    readonly text: string;
}

/**
 * The message for the user, and the exit code for the caller.
 *
 * @param verbose adds the stack trace
 * @param settings `--set` arguments of the command
 */
export function describeFailure(error: unknown, verbose: boolean, settings: readonly string[] = []): Failure {
    const code = exitCodeOf(error);
    if (!(error instanceof Error)) {
        return { code, text: String(error) };
    }
    if (verbose) {
        return { code, text: error.stack ?? error.message };
    }
    if (error instanceof ConfigError) {
        return { code, text: configErrorText(error.stackName, error.faults, settings) };
    }
    if (error instanceof ExpectedError) {
        return { code, text: error.message };
    }
    const head = error instanceof ProgramError ? "The program failed:\n" : "";
    return { code, text: `${head}${error.message}\n\nRun again with --verbose for the stack trace.` };
}

/** Tells the user, and returns the exit code for the caller; parameters as of `describeFailure`. */
export function reportFailure(
    error: unknown,
    { stderr }: Pick<Terminal, "stderr">,
    verbose = false,
    settings: readonly string[] = [],
): ExitCode {
    const { code, text } = describeFailure(error, verbose, settings);
    stderr.write(`${text}\n`);
    return code;
}

function exitCodeOf(error: unknown): ExitCode {
    if (error instanceof CommandError) {
        return error.exitCode;
    }
    return error instanceof ConfigError || error instanceof InputError ? ExitCode.InvalidInput : ExitCode.Failed;
}
