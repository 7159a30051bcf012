import assert from "node:assert/strict";
import { clusterQueueSpec, queueName, trainingQueues } from "../../../../components/addons/kueue/queues";
import { nodeGroupFacts } from "../../../../components/aws/nodes/nodeGroupFacts";
import { fakeConfig, someNodeGroups } from "../../../support/fakePlatform";

const groupsOf = (groups: object) =>
    Object.entries(fakeConfig({ nodeGroups: groups }).nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
const v100 = { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 4 };

describe("queues of trainings", () => {
    it("hold the GPUs that the node groups of a model have at their largest, spot nodes apart", () => {
        const queues = trainingQueues(groupsOf(someNodeGroups));
        const quotas = queues.map(({ name, flavors }) => [name, flavors.map((flavor) => [flavor.name, flavor.gpus])]);
        assert.deepEqual(quotas, [
            [
                "training-t4",
                [
                    ["t4-spot", 20],
                    ["t4", 20],
                ],
            ],
            ["training-v100", [["v100", 16]]],
        ]);
        assert.equal(queues[1]?.name, queueName("v100"));
    });

    it("count groups of one sort together, and shared GPUs as pods see them", () => {
        const [queue] = trainingQueues(
            groupsOf({ ...someNodeGroups, more: { ...v100, max: 1, timeSlicing: 3 } }).slice(2),
        );
        assert.deepEqual(
            queue?.flavors.map(({ gpus }) => gpus),
            [20],
        );
        const [, shared] = trainingQueues(groupsOf({ ...someNodeGroups, more: { ...v100, max: 1, timeSlicing: 3 } }));
        assert.deepEqual(
            shared?.flavors.map(({ gpus }) => gpus),
            [16 + 4 * 3],
        );
    });

    it("give spot nodes to nobody who does not tolerate them", () => {
        const [queue] = trainingQueues(groupsOf(someNodeGroups));
        const gpu = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };
        assert.deepEqual(
            queue?.flavors.map(({ spec }) => spec),
            [
                {
                    nodeLabels: { accelerator: "nvidia-tesla-t4" },
                    nodeTaints: [gpu, { key: "spot", value: "true", effect: "NoSchedule" }],
                },
                { nodeLabels: { accelerator: "nvidia-tesla-t4" }, nodeTaints: [gpu] },
            ],
        );
    });

    it("keep groups apart whose taints are their own", () => {
        const taints = [{ key: "team", value: "vision", effect: "NoSchedule" }];
        const queues = trainingQueues(groupsOf({ ...someNodeGroups, vision: { ...v100, max: 2, taints } }));
        assert.deepEqual(
            queues[1]?.flavors.map(({ name, gpus }) => [name, gpus]),
            [
                ["group-vision", 8],
                ["v100", 16],
            ],
        );
    });

    it("serve the namespace of trainings in the order of arrival", () => {
        const [queue] = trainingQueues(groupsOf({ system: someNodeGroups.system, v100 }));
        assert.deepEqual(queue && clusterQueueSpec(queue, "ml-training"), {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ml-training" } },
            queueingStrategy: "StrictFIFO",
            resourceGroups: [
                {
                    coveredResources: ["nvidia.com/gpu"],
                    flavors: [{ name: "v100", resources: [{ name: "nvidia.com/gpu", nominalQuota: 16 }] }],
                },
            ],
        });
    });

    it("are none without GPUs", () => {
        assert.deepEqual(trainingQueues(groupsOf({ system: someNodeGroups.system })), []);
    });
});
