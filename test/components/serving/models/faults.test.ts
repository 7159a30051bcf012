import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("models that cannot work", () => {
    itRejects([
        [
            { ...detector, modelVolume: { kind: "sync", deleteFirst: true } },
            "modelVolume.deleteFirst",
            'is not for a sync volume, which starts empty: leave it out, or set "modelVolume.kind" to persistent-cache',
        ],
        [
            { ...detector, models: { m: { versions: "all" } } },
            "models.m.versions",
            'follows the bucket, and a sync volume copies once: list the versions, or set "modelVolume.kind" to mount',
        ],
        [
            { ...detector, models: { m: { versions: [1, 1] } } },
            "models.m.versions",
            "names a version twice: list each once",
        ],
        [
            { ...detector, models: { m: { versions: [1], labels: { canary: 2 } } } },
            "models.m.labels.canary",
            "is 2, which is not loaded: must be one of 1",
        ],
        [
            {
                ...detector,
                modelVolume: { kind: "mount" },
                models: { m: { versions: { latest: 1 }, labels: { stable: 1 } } },
            },
            "models.m.labels.stable",
            "needs listed versions: a label may only point at a version that is surely loaded",
        ],
        [
            { ...detector, models: { m: { versions: [1], digests: { 2: `sha256:${"0".repeat(64)}` } } } },
            "models.m.digests.2",
            "is for a version that is not served: must be one of 1",
        ],
    ]);
});
