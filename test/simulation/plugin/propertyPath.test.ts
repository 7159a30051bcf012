import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPath, parsePath, startsWith, valuesAt } from "../../../simulation/plugin/propertyPath";

describe("property paths", () => {
    it("are formatted as by Pulumi", () => {
        assert.equal(formatPath(["spec", "containers", 0, "env"]), "spec.containers[0].env");
        assert.equal(
            formatPath(["metadata", "labels", "app.kubernetes.io/name"]),
            'metadata.labels["app.kubernetes.io/name"]',
        );
    });

    it("parse to the same path, for any keys", () => {
        const part = fc.oneof(
            fc.string({ minLength: 1 }).filter((key) => key !== "*"),
            fc.nat(99),
        );
        fc.assert(
            fc.property(fc.array(part, { minLength: 1 }), (path) => {
                assert.deepEqual(parsePath(formatPath(path)), path);
            }),
        );
    });

    it("match with wildcards, at and below the path", () => {
        const pattern = parsePath("spec.containers[*].image");
        assert.equal(startsWith(["spec", "containers", 2, "image"], pattern), true);
        assert.equal(startsWith(["spec", "containers", 2, "image", "tag"], pattern), true);
        assert.equal(startsWith(["spec", "containers", 2], pattern), false);
        assert.equal(startsWith(["spec", "initContainers", 2, "image"], pattern), false);
    });

    it("select every value of a wildcard, and nothing where the path does not exist", () => {
        const value = { containers: [{ image: "a" }, {}, { image: "b" }] };
        assert.deepEqual(valuesAt(value, parsePath("containers[*].image")), ["a", "b"]);
        assert.deepEqual(valuesAt(value, parsePath("containers[7].image")), []);
        assert.deepEqual(valuesAt(value, parsePath("toString")), []);
    });
});
