import assert from "node:assert/strict";
import fc from "fast-check";
import {
    expanderPriorities,
    groupPattern,
    nodeAutoscaler,
    nodeTemplateTags,
} from "../../../../components/aws/nodes/autoscaler";
import { capacityTypes } from "../../../../config/names";
import { simulateAws } from "../../../support/aws/awsSide";

const groupType = "aws:eks/nodeGroup:NodeGroup";

describe("The node autoscaler", () => {
    it("finds the cluster's groups in its region and prefers spot", () => {
        const nodeGroups = [{ name: "spot-t4", capacity: "spot" as const }];
        assert.deepEqual(nodeAutoscaler({ clusterName: "prod", region: "eu-west-1", nodeGroups }), {
            values: { cloudProvider: "aws", awsRegion: "eu-west-1", autoDiscovery: { clusterName: "prod" } },
            expanderPriorities: { 50: ["^eks-spot-t4-[0-9a-f]{7}-[0-9a-f-]{36}$"] },
        });
    });

    it("is told of shared GPUs as often as they are shared", () => {
        assert.deepEqual(nodeTemplateTags({ gpusPerNode: 4, timeSlicing: 3 }, 200), {
            "k8s.io/cluster-autoscaler/node-template/resources/ephemeral-storage": "200Gi",
            "k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu": "12",
        });
    });
});

describe("expanderPriorities", () => {
    const anyGroups = fc.uniqueArray(
        fc.record({
            name: fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/),
            capacity: fc.constantFrom(...capacityTypes),
        }),
        { selector: ({ name }) => name },
    );
    const asgName = (name: string) => `eks-${name}-a1b2c3d-0f0f0f0f-1111-2222-3333-444444444444`;

    it("puts the example's spot nodes before those on demand", () => {
        assert.deepEqual(
            expanderPriorities([
                { name: "spot-t4", capacity: "spot" },
                { name: "gpu-t4", capacity: "on-demand" },
                { name: "gpu", capacity: "on-demand" },
            ]),
            {
                50: ["^eks-spot-t4-[0-9a-f]{7}-[0-9a-f-]{36}$"],
                10: ["^eks-gpu-[0-9a-f]{7}-[0-9a-f-]{36}$", "^eks-gpu-t4-[0-9a-f]{7}-[0-9a-f-]{36}$"],
            },
        );
    });

    it("names the groups of a simulated stack", async () => {
        const run = await simulateAws("prod");
        for (const nodeGroup of run.all(groupType)) {
            const [{ autoscalingGroups }] = nodeGroup.outputs.resources as [{ autoscalingGroups: { name: string }[] }];
            assert.match(autoscalingGroups[0]!.name, new RegExp(groupPattern(nodeGroup.name)));
        }
    });

    it("matches every group once, at the priority of its capacity, whatever the names", () => {
        fc.assert(
            fc.property(anyGroups, (groups) => {
                const priorities = expanderPriorities(groups);
                for (const { name, capacity } of groups) {
                    const hits = Object.entries(priorities).flatMap(([priority, patterns]) =>
                        patterns
                            .filter((pattern) => new RegExp(pattern).test(asgName(name)))
                            .map(() => Number(priority)),
                    );
                    assert.deepEqual(hits, [capacity === "spot" ? 50 : 10]);
                }
            }),
        );
    });

    it("does not depend on the order of the stack file", () => {
        fc.assert(
            fc.property(anyGroups, (groups) => {
                assert.deepEqual(expanderPriorities([...groups].reverse()), expanderPriorities(groups));
            }),
        );
    });
});
