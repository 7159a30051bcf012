import assert from "node:assert/strict";
import { guarded, holdsUnknown, UNKNOWN, unknownObject, UnknownRead } from "../../../policy/model/unknown";

function pathOf(read: () => unknown): string | undefined {
    try {
        read();
        return undefined;
    } catch (error) {
        assert.ok(error instanceof UnknownRead);
        return error.path;
    }
}

describe("values that are not known yet", () => {
    it("are found at any depth of a real object, and end a search in a hostile one", () => {
        assert.equal(holdsUnknown({ spec: { containers: [{ image: UNKNOWN }] } }), true);
        assert.equal(holdsUnknown({ spec: { image: `${UNKNOWN}:1` } }), false);
        let deep: unknown = UNKNOWN;
        for (let i = 0; i < 10_000; i++) {
            deep = [deep];
        }
        assert.equal(holdsUnknown(deep), false);
    });

    it("stop a rule that reads them, with their path, and leave the rest readable", () => {
        const pod = guarded({ spec: { containers: [{ name: "a", image: UNKNOWN }] } }, "items[1]");
        assert.equal(pod.spec.containers[0]?.name, "a");
        assert.equal(
            pathOf(() => pod.spec.containers[0]?.image),
            "items[1].spec.containers[0].image",
        );
    });

    it("stand in for a whole object, whatever is read of it", () => {
        const object = unknownObject("spec.template");
        assert.equal(
            pathOf(() => object.anything),
            "spec.template",
        );
        assert.equal(
            pathOf(() => Object.keys(object)),
            "spec.template",
        );
    });
});
