import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file to read, as often as needed. */
export interface Input {
    /** As the user named it; `-` for stdin. */
    readonly file: string;
    /** Found in a folder, not named by the user: may be something else than a manifest. */
    readonly found: boolean;
    readonly open: () => Readable;
}

export interface InputFault {
    readonly file: string;
    readonly reason: string;
}

const extensions = [".yaml", ".yml", ".json"];
const skippedFolders = new Set([".git", "node_modules"]);

/** The files behind the arguments: folders recursively, in the order of names. Faults do not stop the others. */
export async function* findInputs(
    paths: readonly string[],
    stdin: StdinCopy,
    fault: (fault: InputFault) => void,
): AsyncGenerator<Input> {
    for (const path of paths) {
        if (path === "-") {
            const copy = await stdin.path();
            yield { file: path, found: false, open: () => createReadStream(copy) };
            continue;
        }
        try {
            if ((await stat(path)).isDirectory()) {
                yield* filesIn(path);
            } else {
                yield { file: path, found: false, open: () => createReadStream(path) };
            }
        } catch (error) {
            fault({ file: path, reason: reasonOf(error) });
        }
    }
}

async function* filesIn(folder: string): AsyncGenerator<Input> {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
            if (!skippedFolders.has(entry.name)) {
                yield* filesIn(path);
            }
        } else if (extensions.some((extension) => entry.name.endsWith(extension))) {
            yield { file: path, found: true, open: () => createReadStream(path) };
        }
    }
}

/** What an error of the file system means to a user. */
export function reasonOf(error: unknown): string {
    const { code, message } = error as NodeJS.ErrnoException;
    switch (code) {
        case "ENOENT":
            return "no such file or directory";
        case "EACCES":
            return "permission denied";
        case "EISDIR":
            return "it is a directory";
        default:
            return message;
    }
}

/**
 * A copy of stdin on disk: input is read twice (namespaces first, then everything), and stdin can be read only once.
 * The folder is readable by its owner alone, since manifests may hold secrets.
 */
export class StdinCopy {
    private folder: string | undefined;
    private copied: Promise<string> | undefined;

    constructor(private readonly stdin: Readable) {}

    path(): Promise<string> {
        this.copied ??= this.copy();
        return this.copied;
    }

    async remove(): Promise<void> {
        if (this.folder !== undefined) {
            await rm(this.folder, { recursive: true, force: true });
        }
    }

    private async copy(): Promise<string> {
        this.folder = await mkdtemp(join(tmpdir(), "policy-check-"));
        const path = join(this.folder, "stdin");
        await pipeline(this.stdin, createWriteStream(path, { mode: 0o600 }));
        return path;
    }
}
