import { createRequire } from "node:module";
import path from "node:path";
import { type Program, PROJECT } from "../in-process/run";
import { readStackConfig, StackFileError } from "../stackFile";
import { type Revised } from "./rehearsal";
import { type Revision, RevisionError } from "./revision";

export interface Loaded {
    readonly revised: Revised;
    /** The fault that the program found in its stack file, once it ran: of an error the engine passes on only the text. */
    readonly fault: () => Error | undefined;
}

/**
 * The program in `folder` with its own stack file.
 *
 * @param settings `--set` arguments, laid over the file
 * @throws StackFileError when the file cannot be read
 */
export function loadRevised(folder: string, stack: string, settings: readonly string[]): Loaded {
    const config = readStackConfig(folder, stack, PROJECT, settings);
    let fault: Error | undefined;
    const program: Program = async () => {
        try {
            return await programIn(folder)();
        } catch (error) {
            fault = isConfigError(error) ? error : fault;
            throw error;
        }
    };
    return { revised: { program, ...config }, fault: () => fault };
}

/** The same for a revision that a change is rehearsed against. */
export function loadBefore({ folder, ref }: Revision, stack: string): Revised {
    try {
        return loadRevised(folder, stack, []).revised;
    } catch (error) {
        throw error instanceof StackFileError ? new RevisionError(`"--from ${ref}": ${error.message}`) : error;
    }
}

/** Another revision's program is another module, whatever this process has loaded. */
function programIn(folder: string): Program {
    return createRequire(__filename)(path.join(folder, "index.ts")) as Program;
}

/** By name: another revision has a class of its own. */
function isConfigError(error: unknown): error is Error {
    return error instanceof Error && error.name === "ConfigError";
}
