import assert from "node:assert/strict";
import { figureLine, held, type Figure } from "../../../cli/bench/figure";

const slow: Figure = { name: "start", value: 3, unit: "s", floor: { name: "imports", value: 1, atMost: 2 } };

describe("figureLine", () => {
    it("shows value, floor, ratio and limit", () => {
        assert.equal(figureLine(slow), "start: 3 s; imports: 1 s; 3 times; at most 2 times: NOT HELD");
        assert.equal(figureLine({ ...slow, value: 2 }), "start: 2 s; imports: 1 s; 2 times; at most 2 times: held");
        assert.equal(
            figureLine({ name: "pack", value: 12_345, unit: "objects/s", atLeast: 10_000 }),
            "pack: 12,300 objects/s; at least 10,000 objects/s: held",
        );
        assert.equal(
            figureLine({ name: "check", value: 0.7, unit: "s", atMost: 0.6 }),
            "check: 0.7 s; at most 0.6 s: NOT HELD",
        );
        assert.equal(figureLine({ name: "memory", value: 5, unit: "bytes" }), "memory: 5 bytes");
    });
});

describe("held", () => {
    it("compares with the ceiling over the floor and with the limits in its own unit", () => {
        assert.equal(held(slow), false);
        assert.equal(held({ ...slow, atLeast: 4, value: 2 }), false);
        assert.equal(held({ name: "memory", value: 5, unit: "bytes" }), true);
        assert.equal(held({ name: "memory", value: 5, unit: "bytes", atMost: 4 }), false);
    });
});
