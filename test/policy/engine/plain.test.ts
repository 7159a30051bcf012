import assert from "node:assert/strict";
import { plain } from "../../../policy/engine/plain";
import { unknownCheckingProxy } from "../../../policy/engine/unknownValueError";
import { UNKNOWN } from "../../../policy/model/unknown";

describe("plain", () => {
    it("turns the engine's proxies into values, with its sentinel for what is not known", () => {
        const props = { spec: { containers: [{ name: "a", image: UNKNOWN }, { name: "b" }], replicas: null } };
        assert.deepEqual(plain(unknownCheckingProxy(props)), props);
    });

    it("passes on any other error of a proxy", () => {
        const broken = Object.defineProperty({}, "a", {
            enumerable: true,
            get: () => {
                throw new TypeError("broken");
            },
        });
        assert.throws(() => plain(broken), { name: "TypeError", message: "broken" });
    });
});
