import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("a tensorflow-serving workload", () => {
    itRejects([
        [
            { ...detector, models: {} },
            "models",
            "names no model: add at least one, for example detector: { versions: [1] }",
        ],
        [
            { ...detector, architecture: "any" },
            "architecture",
            "is any, and tensorflow/serving:2.19.1 is built for amd64 alone: drop the key, or set image to one of yours",
        ],
    ]);
});
