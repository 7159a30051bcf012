import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Makes a folder for one test file, gone after its tests; call it inside a `describe`. */
export function temporaryFolder(): { readonly path: string; write(file: string, text: string): string } {
    let folder = "";
    before(() => (folder = mkdtempSync(path.join(os.tmpdir(), "test-"))));
    after(() => rmSync(folder, { recursive: true, force: true }));
    return {
        get path() {
            return folder;
        },
        write(file, text) {
            const full = path.join(folder, file);
            mkdirSync(path.dirname(full), { recursive: true });
            writeFileSync(full, text);
            return full;
        },
    };
}
