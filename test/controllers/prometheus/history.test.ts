import assert from "node:assert/strict";
import { historyText } from "./history";

describe("what a Prometheus knows of the time before the tests", () => {
    it("is one value for a while, and zero before and after it, so that no sample counts longer than it lasted", () => {
        const past = {
            record: "inference:requests:rate5m",
            labels: { namespace: "ml", workload: "scorer" },
            value: 45,
            from: 1_000_000,
            until: 1_200_000,
        } as const;
        const lines = historyText([past], 100_000).trimEnd().split("\n");
        const series = 'inference:requests:rate5m{namespace="ml",workload="scorer"}';
        assert.deepEqual(
            lines,
            [
                [0, 700],
                [0, 800],
                [0, 900],
                [45, 1000],
                [45, 1100],
                [0, 1200],
                [0, 1300],
                [0, 1400],
            ]
                .map(([value, at]) => `${series} ${value} ${at}`)
                .concat("# EOF"),
        );
    });

    it("is nothing around a value that says so", () => {
        const past = {
            record: "inference:score_baseline",
            labels: { workload: "scorer" },
            value: 0.5,
            from: 1_000_000,
            until: 1_200_000,
            zeroAround: false,
        } as const;
        const series = 'inference:score_baseline{workload="scorer"}';
        assert.equal(historyText([past], 100_000), `${series} 0.5 1000\n${series} 0.5 1100\n# EOF\n`);
    });
});
