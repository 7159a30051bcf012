import assert from "node:assert/strict";
import { partBytes } from "../../../cli/publish-model/digest";

const MiB = 1024 ** 2;

describe("partBytes", () => {
    it("keeps an upload within the limits of S3", () => {
        assert.equal(partBytes(0), 16 * MiB);
        assert.equal(partBytes(160_000 * MiB), 16 * MiB);
        for (const bytes of [160_000 * MiB + 1, 5 * 1024 ** 4]) {
            assert.ok(Math.ceil(bytes / partBytes(bytes)) <= 10_000);
            assert.equal(partBytes(bytes) % MiB, 0);
        }
    });
});
