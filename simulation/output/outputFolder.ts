import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ExpectedError } from "../errors";
import { type OutputFile } from "./manifests";

/** The output folder cannot be used. */
export class OutputError extends ExpectedError {}

/** Marks an output folder. A folder with other entries than these is not overwritten. */
const MARKER = ".inference-platform-simulation";
const OWN_ENTRIES: ReadonlySet<string> = new Set([
    MARKER,
    "charts",
    "cost.json",
    "dashboards",
    "gitops",
    "kustomization.yaml",
    "logs",
    "manifests",
    "patches",
    "rehearsal.json",
    "rehearsal.txt",
    "report.html",
    "resources.json",
    "rules",
]);

/** Checks before any work that `target` can become the output folder. */
export function checkOutputFolder(target: string): void {
    let entries: string[];
    try {
        entries = statSync(target, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(target);
    } catch (error) {
        throw new OutputError(`--out ${target}: ${reason(error)}`);
    }
    const foreign = entries.filter((entry) => !OWN_ENTRIES.has(entry));
    if (foreign.length > 0 || (entries.length > 0 && !entries.includes(MARKER))) {
        const [first = ""] = foreign.length > 0 ? foreign : entries;
        throw new OutputError(
            `--out ${target}: the folder contains other files (${first}): name a new or an empty folder`,
        );
    }
}

/**
 * Writes all files or none: into a temporary folder, which then replaces the target. An older output is removed, so that no
 * file of a deleted object remains.
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
                text: "Written by `npm run simulate` or `npm run rehearse`; the next run replaces this folder.\n",
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
            return "permission denied: name a folder that you can write to";
        case "ENOTDIR":
        case "EEXIST":
            return "part of the path is a file: name a folder";
        case "ENOSPC":
            return "the disk is full";
        default:
            return message;
    }
}
