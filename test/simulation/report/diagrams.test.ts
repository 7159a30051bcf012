import assert from "node:assert/strict";
import { platformGraph } from "../../../simulation/report/diagrams";
import { type Box, type Node } from "../../../simulation/report/graph";
import { type ReportModel } from "../../../simulation/report/model";

const workload = { namespace: "ml-production", name: "sample", replicas: { min: 1, max: 1 }, gpus: 0, nodeGroups: [] };
const nothing = { ways: [], buckets: [], groups: [], charts: [] };

function drawn(model: object): readonly string[] {
    return platformGraph({ ...nothing, workloads: [workload], ...model } as unknown as ReportModel).children.flatMap(
        titles,
    );
}

function titles(child: Node | Box): string[] {
    return "box" in child ? [child.box, ...child.children.flatMap(titles)] : [child.lines.join(", ")];
}

describe("the drawing of a platform", () => {
    it("has neither region nor network for a cluster that is already there", () => {
        assert.deepEqual(drawn({ region: "", resources: [] }), [
            "Cluster that is already there",
            "nodes that the stack does not make",
            "sample, 1 pod",
        ]);
    });

    it("counts the zones of a network by their number or by their names", () => {
        const cluster = { type: "eks:index:Cluster", inputs: { name: "c", version: "1.36" } };
        const network = (inputs: object) =>
            drawn({
                region: "us-west-2",
                resources: [cluster, { type: "awsx:ec2:Vpc", inputs: { cidrBlock: "10.0.0.0/16", ...inputs } }],
            })[1];
        assert.equal(network({ numberOfAvailabilityZones: 3 }), "Network 10.0.0.0/16, 3 zones");
        assert.equal(network({ availabilityZoneNames: ["us-west-2a", "us-west-2b"] }), "Network 10.0.0.0/16, 2 zones");
    });
});
