import assert from "node:assert/strict";
import { capacityFaults, spotWarnings, togetherFaults } from "../../../../components/aws/nodes/capacityFaults";
import { nodeGroupSchema } from "../../../../config/nodeGroups";
import { type PodDemand } from "../../../../config/workload";

const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 10 };

function groupsOf(groups: Readonly<Record<string, object>>) {
    return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, nodeGroupSchema.parse(group)]));
}

function demand(name: string, pods: number, changes: Partial<PodDemand> = {}): PodDemand {
    const base = { accelerator: "t4", gpus: 1, cpu: 1, memoryGiB: 4, capacity: "on-demand" } as const;
    return { path: `workloads.${name}`, ...base, pods, ...changes };
}

describe("GPUs of all node groups", () => {
    it("must be enough for the fewest pods of all workloads", () => {
        assert.deepEqual(capacityFaults([demand("a", 6), demand("b", 5)], groupsOf({ t4 })), [
            {
                path: "nodeGroups",
                reason:
                    "allow 10 GPUs at most in all on-demand node groups of t4, and the fewest pods of the workloads hold 11 " +
                    "(workloads.a 6, workloads.b 5): raise max of a group, or lower scaling.min",
            },
        ]);
        assert.deepEqual(capacityFaults([demand("a", 5), demand("b", 5)], groupsOf({ t4 })), []);
    });

    it("must be enough for a new version beside them", () => {
        const both = [demand("a", 6, { rolloutPods: 5 }), demand("b", 2, { rolloutPods: 2 })];
        assert.deepEqual(capacityFaults(both, groupsOf({ t4 })), [
            {
                path: "workloads.a",
                reason:
                    "needs 5 GPUs beside the 6 of its fewest pods while a new version takes over, and of the 10 GPUs of all " +
                    "on-demand node groups of t4 the workloads hold 8: raise max of a group, lower scaling.min, or replace " +
                    "fewer pods at a time (rollingUpdate.maxSurge, traffic.shrinkStable)",
            },
        ]);
    });

    it("count spot nodes for spot pods alone, and on-demand nodes for both", () => {
        const groups = groupsOf({ t4, spot: { ...t4, capacity: "spot" } });
        assert.deepEqual(capacityFaults([demand("a", 9), demand("b", 11, { capacity: "spot" })], groups), []);
        assert.equal(capacityFaults([demand("a", 11)], groups)[0]?.path, "nodeGroups");
        assert.match(
            capacityFaults([demand("a", 9), demand("b", 12, { capacity: "spot" })], groups)[0]?.reason ?? "",
            /^allow 20 GPUs at most in all node groups of t4, .* hold 21 /,
        );
    });

    it("count all GPUs of a node, and each share of a GPU", () => {
        const large = { ...t4, instanceTypes: ["g4dn.12xlarge"], max: 2 };
        assert.deepEqual(capacityFaults([demand("a", 4, { gpus: 2 })], groupsOf({ large })), []);
        assert.equal(capacityFaults([demand("a", 5, { gpus: 2 })], groupsOf({ large })).length, 1);
        assert.deepEqual(capacityFaults([demand("a", 40)], groupsOf({ t4: { ...t4, timeSlicing: 4 } })), []);
    });

    it("leave jobs, and pods without a GPU, to the autoscaler", () => {
        const { pods: _pods, ...job } = demand("job", 0);
        const { accelerator: _accelerator, ...plain } = demand("plain", 1000);
        assert.deepEqual(capacityFaults([job, plain], groupsOf({ t4: { ...t4, max: 1 } })), []);
    });
});

describe("pods that start together", () => {
    const run = (jobPods: number, changes: Partial<PodDemand> = {}): PodDemand => {
        const { pods, ...job } = demand("a", 0, { jobPods, gpus: 2, together: true, ...changes });
        assert.equal(pods, 0);
        return job;
    };

    it("have room for all of them at the largest size of the node groups", () => {
        assert.deepEqual(togetherFaults([run(5)], groupsOf({ t4 })), []);
        assert.deepEqual(togetherFaults([run(6)], groupsOf({ t4 })), [
            {
                path: "workloads.a",
                reason:
                    "needs 12 GPUs at the same time (6 pods of 2), and the node groups of t4 have 10 at most of one capacity: " +
                    "raise max of a group, or lower pods",
            },
        ]);
        assert.deepEqual(
            togetherFaults([run(6, { together: false })], groupsOf({ t4 })),
            [],
            "others wait for each other",
        );
    });

    it("are all on spot nodes, or all on on-demand nodes", () => {
        const groups = groupsOf({ t4, spot: { ...t4, capacity: "spot", max: 14 } });
        assert.deepEqual(togetherFaults([run(7, { capacity: "spot" })], groups), []);
        assert.equal(togetherFaults([run(8, { capacity: "spot" })], groups).length, 1);
        assert.equal(togetherFaults([run(7)], groups).length, 1);
    });
});

describe("spot nodes that no group has", () => {
    it("are named once for all workloads that ask for them", () => {
        const asking = ["a", "b"].map((name) => demand(name, 1, { capacity: "spot" }));
        assert.deepEqual(spotWarnings([...asking, demand("c", 1)], groupsOf({ t4 })), [
            "nodeGroups has no spot group with t4, which workloads.a, workloads.b ask for: the pods run on on-demand " +
                "nodes at their full price; add such a group, or drop capacity: spot",
        ]);
        const { accelerator: _, ...plain } = demand("d", 1, { capacity: "spot", gpus: 0 });
        assert.match(
            spotWarnings([plain], groupsOf({ t4 }))[0] ?? "",
            /^nodeGroups has no spot group without GPU, which workloads\.d asks for/,
        );
    });

    it("are not missed where a group has them", () => {
        const groups = groupsOf({ t4, spot: { ...t4, capacity: "spot" } });
        assert.deepEqual(spotWarnings([demand("a", 1, { capacity: "spot" })], groups), []);
    });
});
