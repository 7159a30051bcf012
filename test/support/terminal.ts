import { type ExitCode } from "../../cli/shared/exitCodes";
import { type Terminal } from "../../cli/shared/terminal";

/** What a command printed, and its exit code. */
export interface Captured {
    readonly code: ExitCode;
    readonly out: string;
    readonly err: string;
}

/** Runs a command on a terminal that records its output. */
export async function captured(run: (terminal: Terminal) => Promise<ExitCode>): Promise<Captured> {
    let out = "";
    let err = "";
    const code = await run({
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        env: {},
    });
    return { code, out, err };
}
