import assert from "node:assert/strict";
import fc from "fast-check";
import { podCount, podsOf } from "../../../config/serving/podCount";

describe("a number of pods", () => {
    it("is a whole number or a share, as Kubernetes writes both", () => {
        for (const value of [0, 1, 7, "0%", "25%", "100%"]) {
            assert.equal(podCount(0).parse(value), value);
        }
    });

    it("is nothing that Kubernetes would refuse or read in another way", () => {
        for (const value of [-1, 0.5, 2 ** 53, "25", "-5%", "101%", "007%", "2.5%", " 25%", "%", "", true, null]) {
            const [issue] = podCount(0).safeParse(value).error?.issues ?? [];
            assert.equal(
                issue?.message,
                "must be a number of pods from 0, or a share of the wanted ones such as 25%",
                String(value),
            );
        }
        assert.deepEqual([podCount(1).safeParse(0).success, podCount(1).safeParse("0%").success], [false, false]);
    });

    it("never means fewer pods than its share", () => {
        assert.equal(podsOf(3, 10), 3);
        assert.equal(podsOf("25%", 10), 3);
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 1000 }), (percent, wanted) => {
                const pods = podsOf(`${percent}%`, wanted);
                assert.ok(pods * 100 >= wanted * percent && (pods - 1) * 100 < wanted * percent);
            }),
        );
    });
});
