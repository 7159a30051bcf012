import assert from "node:assert/strict";
import { newestMinor, parseKubernetesVersion } from "../../../policy/core/kubernetesVersion";

describe("parseKubernetesVersion", () => {
    it("reads a minor, with or without the v", () => {
        assert.deepEqual(["1.25", "v1.36"].map(parseKubernetesVersion), [25, 36]);
    });

    it("treats a version newer than the pack knows as the newest", () => {
        assert.equal(parseKubernetesVersion("1.99"), newestMinor);
    });

    it("rejects versions before the final labels of Pod Security, patches and other text", () => {
        for (const text of ["1.24", "1.36.1", "2.0", "1", "latest", "1.36 "]) {
            assert.equal(parseKubernetesVersion(text), undefined, text);
        }
    });
});
