import { createHash } from "node:crypto";
import { type Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { manifestName } from "../../config/serving/model";
import { InputError } from "../../simulation/errors";

/** One file of a model version. */
export interface ModelFile {
    /** Path below the version, with `/` between folders. */
    readonly path: string;
    /** Path on this machine. */
    readonly source: string;
    readonly bytes: number;
}

/**
 * Every file below `folder`, sorted by path.
 *
 * @param shown what messages call the folder
 * @throws InputError naming every entry that cannot be published
 */
export async function listFiles(folder: string, shown = folder): Promise<readonly ModelFile[]> {
    const entries = await readFolder(folder, shown);
    const faults: string[] = [];
    const files: ModelFile[] = [];
    for (const entry of entries) {
        const source = path.join(entry.parentPath, entry.name);
        const name = path.relative(folder, source).split(path.sep).join("/");
        const stats = await lstat(source);
        const fault = entryFault(name, stats);
        if (fault !== undefined) {
            faults.push(`  - ${JSON.stringify(name)} ${fault}`);
        } else if (stats.isFile()) {
            files.push({ path: name, source, bytes: stats.size });
        }
    }
    if (faults.length > 0) {
        throw new InputError(`${shown} cannot be published:\n${faults.join("\n")}`);
    }
    if (files.length === 0) {
        throw new InputError(`${shown} contains no files: name the folder of the model version`);
    }
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readFolder(folder: string, shown: string) {
    try {
        return await readdir(folder, { recursive: true, withFileTypes: true });
    } catch (error) {
        const why = (error as NodeJS.ErrnoException).code === "ENOTDIR" ? "is not a folder" : "cannot be read";
        throw new InputError(`${shown} ${why}${shown === folder ? `: ${(error as Error).message}` : ""}`);
    }
}

function entryFault(name: string, stats: Stats): string | undefined {
    if (!stats.isFile() && !stats.isDirectory()) {
        return "is neither a file nor a folder: replace a link by what it points to";
    }
    if (name === manifestName) {
        return "is reserved for the manifest that this command writes: remove it";
    }
    // sha256sum escapes these characters, and S3 keys and URLs handle them badly.
    return /[\\\p{Cc}]/u.test(name) ? "has a backslash or a control character in its name: rename it" : undefined;
}

/** The manifest as `sha256sum --check` reads it. */
export function manifestText(files: readonly { readonly path: string; readonly sha256: string }[]): string {
    return files.map(({ path: name, sha256 }) => `${sha256}  ${name}\n`).join("");
}

/** The digest with which a stack file pins a version. */
export function manifestDigest(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
