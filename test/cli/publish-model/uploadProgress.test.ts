import assert from "node:assert/strict";
import { sizeText, UploadProgress } from "../../../cli/publish-model/uploadProgress";

describe("UploadProgress", () => {
    it("redraws a bar on a terminal and counts tenths in a log", () => {
        const shown = (isTTY: boolean) => {
            const written: string[] = [];
            const progress = new UploadProgress(2048, { isTTY, write: (text) => written.push(text) });
            [512, 4, 1532].forEach((bytes) => progress.add(bytes));
            progress.end();
            return written;
        };
        assert.deepEqual(shown(true), [
            `\r[${"#".repeat(8)}${"-".repeat(22)}]  25 %  512 B of 2.0 KiB`,
            `\r[${"#".repeat(30)}] 100 %  2.0 KiB of 2.0 KiB`,
            "\n",
        ]);
        assert.deepEqual(shown(false), ["20 %\n", "100 %\n"]);
    });

    it("formats sizes", () => {
        assert.deepEqual([0, 512, 1536, 3 * 1024 ** 3].map(sizeText), ["0 B", "512 B", "1.5 KiB", "3.0 GiB"]);
    });
});
