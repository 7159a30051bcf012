import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "./arguments";
import { type Terminal } from "./terminal";

/** Where the documentation keeps its pictures, in the project's folder. */
export const picturesFolder = "docs/pictures";

export interface PictureFile {
    readonly name: string;
    readonly text: string;
}

/** Writes pictures and names each. @param out default: the documentation's folder */
export function writePictures(
    files: readonly PictureFile[],
    { stdout }: Pick<Terminal, "stdout">,
    out: string = path.join(projectFolder, picturesFolder),
): void {
    mkdirSync(out, { recursive: true });
    for (const { name, text } of files) {
        writeFileSync(path.join(out, name), text);
        stdout.write(`${path.join(path.relative(process.cwd(), out), name)}\n`);
    }
}
