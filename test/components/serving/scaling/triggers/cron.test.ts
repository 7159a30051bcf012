import assert from "node:assert/strict";
import { cron } from "../../../../../components/serving/scaling/triggers/cron";
import { itRejects } from "../../../../support/serving/itRejects";
import { someRelease } from "../../../../support/serving/someRelease";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the cron trigger", () => {
    itRejects([
        [
            {
                ...detector,
                scaling: { cron: [{ timezone: "UTC", start: "0 8 * * *", end: "0 9 * * *", replicas: 11 }] },
            },
            "scaling.cron[0].replicas",
            "is 11: must not be greater than max (10)",
        ],
        [
            {
                ...detector,
                scaling: { cron: [{ timezone: "Etc/GMT+1", start: "0 8 * * *", end: "0 8 * * *", replicas: 5 }] },
            },
            "scaling.cron[0].end",
            "is 0 8 * * *, and so is start: must be another time",
        ],
    ]);

    it("asks for the version's share of the pods, and for one at least", () => {
        const window = { timezone: "UTC", start: "0 8 * * *", end: "0 9 * * *" };
        const wanted = cron.render(
            [
                { ...window, replicas: 6 },
                { ...window, replicas: 1 },
            ],
            someRelease(),
        );
        assert.deepEqual(
            wanted.map(({ type, name, metadata }) => [type, name, metadata.desiredReplicas]),
            [
                ["cron", "peak-0", "2"],
                ["cron", "peak-1", "1"],
            ],
        );
    });
});
