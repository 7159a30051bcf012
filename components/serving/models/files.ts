import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file that is shipped into pods, from the folder beside this one. */
export function podFile(name: string): string {
    return readFileSync(join(__dirname, "files", name), "utf8");
}
