import { ConfigError } from "../../config/fault";
import { ProgramError } from "../../simulation/in-process/failures";
import { EngineMissing } from "../../simulation/engine/cli";
import { OutputError } from "../../simulation/output/outputFolder";
import { Interrupted } from "../../simulation/rehearse/rehearsal";
import { RevisionError } from "../../simulation/rehearse/revision";
import { StackFileError } from "../../simulation/stackFile";
import { ExitCode } from "./exitCodes";

export interface Failure {
    readonly code: ExitCode;
    readonly text: string;
}

/** Errors that need neither a stack trace nor a hint at one. */
const saysItAll = [OutputError, EngineMissing, RevisionError, Interrupted];

/** What to tell the user, and which exit code tells the caller. */
export function describeFailure(error: unknown, verbose: boolean): Failure {
    const wrongFile = error instanceof ConfigError || error instanceof StackFileError;
    const code = wrongFile ? ExitCode.WrongStackFile : ExitCode.Failed;
    if (!(error instanceof Error)) {
        return { code, text: String(error) };
    }
    if (verbose) {
        return { code, text: error.stack ?? error.message };
    }
    if (wrongFile || saysItAll.some((known) => error instanceof known)) {
        return { code, text: error.message };
    }
    const head = error instanceof ProgramError ? "The program failed:\n" : "";
    const tail = "\n\nRun again with --verbose to see where.";
    return { code, text: `${head}${error.message}${tail}` };
}
