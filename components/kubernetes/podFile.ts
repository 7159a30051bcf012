import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A file that is shipped into pods.
 *
 * @param folder the caller's own, `__dirname`; the file is in its subfolder `files`
 */
export function podFile(folder: string, name: string): string {
    return readFileSync(join(folder, "files", name), "utf8");
}
