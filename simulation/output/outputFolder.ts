import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type OutputFile } from "./manifests";

/** An output folder that cannot be used. */
export class OutputError extends Error {
    constructor(message: string) {
        super(message);
        this.name = "OutputError";
    }
}

/** A file that only we write, and what else lies beside it: a folder with anything more is somebody else's. */
const MARKER = ".inference-platform-simulation";
const OURS: ReadonlySet<string> = new Set([
    MARKER,
    "charts",
    "kustomization.yaml",
    "logs",
    "manifests",
    "patches",
    "rehearsal.json",
    "rehearsal.txt",
    "report.html",
    "resources.json",
]);

/** Refuses a target that cannot become an output folder; asked before any work is done. */
export function checkOutputFolder(target: string): void {
    let entries: string[];
    try {
        entries = statSync(target, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(target);
    } catch (error) {
        throw new OutputError(`--out ${target}: ${reason(error)}`);
    }
    const foreign = entries.filter((entry) => !OURS.has(entry));
    if (foreign.length > 0 || (entries.length > 0 && !entries.includes(MARKER))) {
        const [first = ""] = foreign.length > 0 ? foreign : entries;
        throw new OutputError(
            `--out ${target}: the folder holds files that no simulation wrote (${first}); name an empty or a new folder`,
        );
    }
}

/**
 * Writes all files or none: into a folder beside the target, which then takes the target's place. An older output is
 * replaced, so that no file of an object that is gone stays behind.
 */
export function writeOutputFolder(target: string, files: readonly OutputFile[]): void {
    checkOutputFolder(target);
    const folder = path.resolve(target);
    let temporary: string | undefined;
    try {
        mkdirSync(path.dirname(folder), { recursive: true });
        temporary = mkdtempSync(`${folder}.writing-`);
        for (const file of [
            {
                path: MARKER,
                text: "Written by `npm run simulate` or `npm run rehearse`, and replaced by the next run.\n",
            },
            ...files,
        ]) {
            const full = path.join(temporary, file.path);
            mkdirSync(path.dirname(full), { recursive: true });
            writeFileSync(full, file.text);
        }
        if (existsSync(folder)) {
            rmSync(folder, { recursive: true });
        }
        renameSync(temporary, folder);
    } catch (error) {
        if (temporary !== undefined) {
            rmSync(temporary, { recursive: true, force: true });
        }
        throw new OutputError(`--out ${target}: ${reason(error)}`);
    }
}

function reason(error: unknown): string {
    const { code, message } = error as NodeJS.ErrnoException;
    switch (code) {
        case "EACCES":
        case "EPERM":
        case "EROFS":
            return "the folder cannot be written to";
        case "ENOTDIR":
        case "EEXIST":
            return "a file is in the way";
        case "ENOSPC":
            return "no space is left on the disk";
        default:
            return message;
    }
}
