import assert from "node:assert/strict";
import { collectFaults, withoutBroken } from "../../config/partial";

const fault = (path: string) => [{ path, reason: "is odd" }];

describe("checks while a part of the stack file is at fault", () => {
    const value = withoutBroken({ a: 1, wrong: 2 }, { keys: ["wrong"], listable: false });

    it("run where they read nothing of that part", () => {
        assert.deepEqual(
            collectFaults(
                () => (value.a === 1 ? fault("a") : []),
                () => (value.wrong === 2 ? fault("b") : []),
                () => (Object.hasOwn(value, "wrong") ? fault("c") : []),
                () => ("wrong" in value ? fault("d") : []),
                () => fault("e"),
            ),
            [...fault("a"), ...fault("e")],
        );
    });

    it("do not count what is left of a mapping with a fault", () => {
        assert.deepEqual(
            collectFaults(() => (Object.keys(value).length < 3 ? fault("a") : [])),
            [],
        );
    });

    it("list the workloads without a fault", () => {
        const workloads = withoutBroken({ good: 1 }, { keys: ["bad"], listable: true });
        assert.deepEqual(
            collectFaults(() => Object.keys(workloads).flatMap(fault)),
            fault("good"),
        );
        assert.deepEqual(
            collectFaults(() => (Object.hasOwn(workloads, "bad") ? [] : fault("bad does not exist"))),
            [],
        );
    });

    it("still fail loudly for a defect of their own", () => {
        assert.throws(
            () =>
                collectFaults(() => {
                    throw new TypeError("a defect");
                }),
            TypeError,
        );
    });
});
