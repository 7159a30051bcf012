import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("one version with settings that cannot work", () => {
    itRejects([
        [
            { ...detector, minAvailable: 2 },
            "minAvailable",
            "is 2 with a scaling.min of 2, so that no node could be drained: must be smaller",
        ],
        [
            { ...detector, minAvailable: "51%" },
            "minAvailable",
            "is 51% with a scaling.min of 2, so that no node could be drained: must be smaller",
        ],
        [
            { ...detector, minAvailable: "half" },
            "minAvailable",
            'is "half": must be a number of pods from 1, or a share of the wanted ones such as 25%',
        ],
    ]);
});
