import assert from "node:assert/strict";
import { type Answer } from "../program";
import { answeredBefore, assertAll, assertShare, denied, durationOf, succeeded } from "./answers";

const answer: Answer = { status: 200, servedBy: "v1", at: 0, ms: 1 };

describe("answers of the mesh", () => {
    it("succeed when a server gave them, by HTTP or gRPC", () => {
        assert.ok(succeeded(answer));
        assert.ok(succeeded({ ...answer, grpcStatus: "0" }));
        assert.ok(!succeeded({ ...answer, grpcStatus: "14" }));
        assert.ok(!succeeded({ ...answer, status: 503 }));
        assert.ok(!succeeded({ status: 200, at: 0, ms: 1 }));
        assert.ok(!succeeded({ ...answer, error: "reset" }));
    });

    it("are refusals only when the mesh gave them by policy", () => {
        assert.ok(denied({ status: 403, at: 0, ms: 1 }));
        assert.ok(denied({ status: 200, grpcStatus: "7", at: 0, ms: 1 }));
        assert.ok(!denied({ ...answer, status: 403 }));
        assert.ok(!denied({ status: 404, at: 0, ms: 1 }));
        assert.ok(!denied({ status: 0, error: "reset", at: 0, ms: 1 }));
    });

    it("are counted by kind where one of them is wrong", () => {
        assert.throws(() => assertAll("all", [answer, answer, { ...answer, status: 503 }], succeeded), {
            message: "all: 2× 200 by v1, 1× 503 by v1",
        });
        assert.throws(() => assertAll("none", [], succeeded), { message: "none: " });
    });

    it("have a time: from the first request to the last answer, whatever their order", () => {
        const answers = [
            { ...answer, at: 5000, ms: 10 },
            { ...answer, at: 4000, ms: 2500 },
        ];
        assert.equal(durationOf(answers), 2.5);
        assert.deepEqual(answeredBefore(answers, 6500), answers.slice(0, 1));
        assert.deepEqual(answeredBefore(answers, 5010), []);
    });

    it("may miss a share by chance, and not by more", () => {
        assertShare("to v2", 0.25, 0.2, 1000);
        assert.throws(() => assertShare("to v2", 0.27, 0.2, 1000), {
            message: "to v2: 27.0 % of 1000, wanted 20.0 % ± 6.3 %",
        });
        assert.throws(() => assertShare("to v2", 0.01, 0, 1000));
    });
});
