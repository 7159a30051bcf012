import assert from "node:assert/strict";
import { type ShownResource } from "../../../simulation/in-process/simulate";
import { summaryLines } from "../../../simulation/output/summary";

function group(name: string, inputs: ShownResource["inputs"]): ShownResource {
    return { urn: name, type: "aws:eks/nodeGroup:NodeGroup", name, parent: "nodes", dependencies: [], inputs };
}

const resources: ShownResource[] = [
    { urn: "stack", type: "pulumi:pulumi:Stack", name: "dev", dependencies: [], inputs: {} },
    {
        urn: "nodes",
        type: "inference-platform:aws:Nodes",
        name: "nodes",
        parent: "stack",
        dependencies: [],
        inputs: {},
    },
    group("system", { scalingConfig: { minSize: 2, maxSize: 4 }, instanceTypes: ["m7i.large"] }),
    group("spot-t4", {
        scalingConfig: { minSize: 0, maxSize: 8 },
        instanceTypes: ["g4dn.xlarge", "g4dn.2xlarge"],
        capacityType: "SPOT",
    }),
    group("block", { scalingConfig: { minSize: 1, maxSize: 1 }, capacityType: "CAPACITY_BLOCK" }),
    { urn: "lone", type: "aws:s3/bucket:Bucket", name: "lone", parent: "stack", dependencies: [], inputs: {} },
];

describe("the summary of a stack", () => {
    it("names the nodes that it may cost, and the parts that it consists of", () => {
        assert.deepEqual(summaryLines(resources, { width: Infinity, color: false }), [
            "Nodes: system 2 to 4 × m7i.large; spot-t4 0 to 8 × g4dn.xlarge or g4dn.2xlarge, spot; block 1 to 1, reserved",
            "Parts: nodes 4 resources",
        ]);
    });

    it("says nothing of what a stack does not have", () => {
        assert.deepEqual(summaryLines([], { width: 80, color: false }), []);
    });
});
