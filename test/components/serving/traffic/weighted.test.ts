import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const two = { v1: { weight: 80 }, v2: { weight: 20 } };

describe("weighted settings that cannot work", () => {
    itRejects([
        [
            { ...detector, traffic: { strategy: "weighted" } },
            "traffic.versions",
            "has no versions: strategy weighted needs at least two",
        ],
        [
            { ...detector, traffic: { strategy: "weighted", versions: { v1: { weight: 100 } } } },
            "traffic.versions",
            "has one version: strategy weighted needs at least two",
        ],
        [
            { ...detector, traffic: { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 30 } } } },
            "traffic.versions",
            "has weights that sum to 110: must be exactly 100",
        ],
        [
            {
                ...detector,
                traffic: {
                    strategy: "weighted",
                    versions: {
                        v1: { weight: 80, header: { value: "x" } },
                        v2: { weight: 20, header: { value: "x" } },
                    },
                },
            },
            "traffic.versions",
            'has two versions for the header "version: x": one would never match',
        ],
        [
            {
                ...detector,
                traffic: {
                    strategy: "weighted",
                    versions: { v1: { weight: 80 }, v2: { weight: 20, models: { n: {} } } },
                },
            },
            "traffic.versions.v2.models.n",
            "changes a model that the workload does not serve: must be one of m",
        ],
        [
            { ...detector, traffic: { strategy: "weighted", versions: two, mirror: { version: "v3" } } },
            "traffic.mirror.version",
            'is "v3": must be one of v1, v2',
        ],
        [
            { ...detector, traffic: { strategy: "weighted", versions: two, mirror: {} } },
            "traffic.mirror.version",
            "is missing: must be one of v1, v2",
        ],
        [
            { ...detector, minAvailable: 1, traffic: { strategy: "weighted", versions: two } },
            "minAvailable",
            "is not for strategy weighted: each version keeps all pods but one",
        ],
    ]);
});
