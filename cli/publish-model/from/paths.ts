import path from "node:path";
import { rejected } from "./web";

/** Most files of a source. */
export const mostFiles = 100_000;

/**
 * Where a file of a source goes below a folder.
 *
 * @throws CommandError when its name leads out of the folder
 */
export function placeOf(folder: string, name: string, source: string): string {
    const parts = name.split("/");
    const bad =
        name === "" ||
        name.startsWith("/") ||
        /^[A-Za-z]:/.test(name) ||
        /[\\\p{Cc}]/u.test(name) ||
        parts.some((part) => part === ".." || part === "." || part === "");
    if (bad) {
        throw rejected(
            `${source} has a file ${JSON.stringify(name)}, whose name is not a plain path below a folder: nothing is published`,
        );
    }
    return path.join(folder, ...parts);
}
