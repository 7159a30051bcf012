import assert from "node:assert/strict";
import { type Taint, tolerationsFor } from "../../../components/kubernetes/tolerations";

const gpu: Taint = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };
const spot: Taint = { key: "spot", value: "true", effect: "NoSchedule" };

describe("Tolerations", () => {
    it("are one per distinct taint, in the same order whatever the order of the taints", () => {
        const expected = [
            { key: "nvidia.com/gpu", operator: "Equal", value: "true", effect: "NoSchedule" },
            { key: "spot", operator: "Equal", value: "true", effect: "NoSchedule" },
        ];
        assert.deepEqual(tolerationsFor([spot, gpu, spot]), expected);
        assert.deepEqual(tolerationsFor([gpu, spot]), expected);
    });

    it("keep two effects of one taint apart", () => {
        const effects = tolerationsFor([spot, { ...spot, effect: "NoExecute" }]).map(({ effect }) => effect);
        assert.deepEqual(effects, ["NoExecute", "NoSchedule"]);
    });

    it("are none for nodes without taints", () => {
        assert.deepEqual(tolerationsFor([]), []);
    });
});
