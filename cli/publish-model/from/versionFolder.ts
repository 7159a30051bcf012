import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ExitCode } from "../../shared/exitCodes";
import { CommandError } from "../../shared/failure";
import { type Terminal } from "../../shared/terminal";
import { UploadProgress } from "../uploadProgress";
import { fetchSource } from "./fetchSource";
import { placeOf } from "./paths";
import { parseSource, shownSource, sourceForms } from "./source";
import { type Web } from "./web";

/** A folder of this machine with the files of a version. */
export interface VersionFolder {
    readonly folder: string;
    /** What messages call it. */
    readonly shown: string;
    /** How the command is told to publish a folder below it instead. Absent: by its name. */
    readonly publishAs?: (below: string) => string;
}

interface Wanted {
    readonly from?: string;
    readonly digest?: string;
    readonly path?: string;
}

/**
 * Calls `use` with the files of a version, from the folder or from a source, whose copy is removed afterwards.
 *
 * @throws CommandError when the arguments name both or neither, or when the source cannot be read
 */
export async function withFiles(
    { folder }: { readonly folder?: string },
    wanted: Wanted,
    { terminal, web }: { readonly terminal: Pick<Terminal, "stderr">; readonly web: Web },
    use: (files: VersionFolder) => Promise<void>,
): Promise<void> {
    if (wanted.from === undefined) {
        return use(localFolder(folder, wanted));
    }
    if (folder !== undefined) {
        throw usage(`both the folder ${folder} and --from name the files: leave one of them out`);
    }
    const source = parseSource(wanted.from, wanted.digest);
    const temporary = await mkdtemp(path.join(tmpdir(), "model-version-"));
    try {
        terminal.stderr.write(`Fetching ${shownSource(source)}\n`);
        const all = await fetchSource(source, web, temporary, (bytes) => new UploadProgress(bytes, terminal.stderr));
        const below = wanted.path?.replace(/\/+$/, "");
        await use({
            folder: below === undefined ? all : placeOf(all, below, "--path"),
            shown: below === undefined ? shownSource(source) : `${below} of ${shownSource(source)}`,
            publishAs: (deeper) => `it with --path ${below === undefined ? "" : `${below}/`}${deeper}`,
        });
    } finally {
        await rm(temporary, { recursive: true, force: true });
    }
}

function localFolder(folder: string | undefined, wanted: Wanted): VersionFolder {
    const unused = (["digest", "path"] as const).find((key) => wanted[key] !== undefined);
    if (unused !== undefined) {
        throw usage(`--${unused} is only for --from: leave it out`);
    }
    if (folder === undefined) {
        throw usage(`no files are named: give the folder of the version, or --from with ${sourceForms}`);
    }
    return { folder, shown: folder };
}

function usage(message: string): CommandError {
    return new CommandError(message, ExitCode.InvalidInput);
}
