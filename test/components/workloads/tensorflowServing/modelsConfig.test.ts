import assert from "node:assert/strict";
import { modelsConfig } from "../../../../components/workloads/tensorflowServing/modelsConfig";

const model = { prefix: "models/m/", labels: {}, digests: {}, framework: "tensorflow" };

describe("models.config", () => {
    it("is the same whatever the order of models, versions and labels", () => {
        const a = { ...model, name: "a", versions: [2, 1], labels: { y: 1, x: 2 } };
        const b = { ...model, name: "b", versions: "all" as const };
        const turned = { ...a, versions: [1, 2], labels: { x: 2, y: 1 } };
        assert.equal(modelsConfig([a, b]), modelsConfig([b, turned]));
    });
});
