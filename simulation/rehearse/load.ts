import { createRequire } from "node:module";
import path from "node:path";
import { type Revised } from "../engine/stack";
import { type Program, PROJECT } from "../in-process/run";
import { readStackConfig, StackFileError } from "../stackFile";
import { type Revision, RevisionError } from "./revision";

interface Loaded {
    readonly revised: Revised;
    /** The ConfigError of the program after it ran: the engine passes on only the message of an error. */
    readonly fault: () => Error | undefined;
}

/**
 * Loads the program in `folder` with its own stack file.
 *
 * @param settings `--set` arguments, which override the file
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

/** Loads the revision that stands before the change. */
export function loadBefore({ folder, ref }: Revision, stack: string): Revised {
    try {
        return loadRevised(folder, stack, []).revised;
    } catch (error) {
        throw error instanceof StackFileError ? new RevisionError(`"--from ${ref}": ${error.message}`) : error;
    }
}

/** Loads the program by path: each revision is a module of its own. */
function programIn(folder: string): Program {
    return createRequire(__filename)(path.join(folder, "index.ts")) as Program;
}

/** Compares the name: each revision has its own class. */
function isConfigError(error: unknown): error is Error {
    return error instanceof Error && error.name === "ConfigError";
}
