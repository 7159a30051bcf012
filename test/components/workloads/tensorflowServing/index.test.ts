import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("a tensorflow-serving workload", () => {
    itRejects([
        [
            { ...detector, models: {} },
            "models",
            "names no model: add at least one, for example detector: { versions: [1] }",
        ],
    ]);
});
