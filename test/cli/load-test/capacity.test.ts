import assert from "node:assert/strict";
import { capacityText, rateIn } from "../../../cli/load-test/capacity";

const summary = `
  █ TOTAL RESULTS

    checks_total.......: 240     23.9/s
    iteration_duration..: avg=101ms
    iterations..........: 80      7.97/s
`;

describe("the capacity that a load test has measured", () => {
    it("is read from k6's summary, and from nothing else in a log", () => {
        assert.equal(rateIn(summary), 7.97);
        assert.equal(rateIn("     iterations.....................: 3044   101.442311/s\n"), 101.442311);
        assert.equal(rateIn('{"msg":"iterations: 3 of 4"}\ndropped_iterations..: 12 1.2/s\n'), undefined);
    });

    const measured = { target: "detector", rates: [30, 66], pods: [2, 2], held: true };

    it("says what requestsPerReplica may be, as 70 % of what a pod bore", () => {
        assert.equal(
            capacityText(measured),
            "detector got 96 requests/s on 2 ready pods, 48 for each, which they bear: scaling.requestsPerReplica may be 33 " +
                '(70 %), or more where the thresholds hold with more "users"',
        );
    });

    it("takes the mean of the pods where autoscaling added some", () => {
        assert.match(capacityText({ ...measured, pods: [0, 1, 2, 3] }) ?? "", /on 1 to 3 ready pods, 48 for each/);
    });

    it("suggests nothing that a pod has not borne", () => {
        assert.equal(
            capacityText({ ...measured, held: false }),
            'detector got 96 requests/s on 2 ready pods, 48 for each: more than they bear; lower "users" until every ' +
                "threshold holds",
        );
        assert.match(capacityText({ ...measured, rates: [1.2], pods: [1] }) ?? "", /1\.2 for each: raise "users"/);
    });

    it("is silent where it is not whole: a pod without summary, or a target that nobody saw ready", () => {
        assert.equal(capacityText({ ...measured, rates: [30, undefined] }), undefined);
        assert.equal(capacityText({ ...measured, rates: [] }), undefined);
        assert.equal(capacityText({ ...measured, pods: [0] }), undefined);
    });
});
