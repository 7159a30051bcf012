import assert from "node:assert/strict";
import fc from "fast-check";
import { objectName, sha256 } from "../../../components/kubernetes/names";

describe("Object names", () => {
    it("keep a name that Kubernetes accepts", () => {
        assert.equal(objectName("object-detection"), "object-detection");
    });

    it("make a name with capitals or underscores acceptable, and mark it with a digest", () => {
        assert.equal(objectName("Object_Detection"), `object-detection-${sha256("Object_Detection").slice(0, 5)}`);
    });

    it("shorten a long name to 40 characters", () => {
        assert.equal(objectName("a".repeat(41)), `${"a".repeat(34)}-${sha256("a".repeat(41)).slice(0, 5)}`);
    });

    it("are RFC 1123 labels of at most 40 characters, whatever model name they come from", () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,79}$/), (name) => {
                assert.match(objectName(name), /^[a-z][a-z0-9-]{0,38}[a-z0-9]?$/);
            }),
        );
    });
});
