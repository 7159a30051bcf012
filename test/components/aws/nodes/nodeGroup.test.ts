import assert from "node:assert/strict";
import { type RecordedResource } from "../../../../simulation/recorded";
import { simulateAws } from "../../../support/aws/awsSide";

const groupType = "aws:eks/nodeGroup:NodeGroup";

const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

const resources = "k8s.io/cluster-autoscaler/node-template/resources";

async function group(name: string, settings: readonly string[] = []): Promise<RecordedResource> {
    return (await simulateAws("prod", { settings })).one(groupType, name);
}

describe("node groups", () => {
    it("hold T4s on Amazon Linux, from one to forty nodes", async () => {
        const { inputs, ignoreChanges } = await group("gpu-t4");
        const gpuLabels = {
            accelerator: "nvidia-tesla-t4",
            "k8s.amazonaws.com/accelerator": "nvidia-tesla-t4",
            "nvidia.com/gpu.present": "true",
            "node-type": "gpu-optimized",
        };
        const expected = {
            amiType: "AL2023_x86_64_NVIDIA",
            version: "1.36",
            capacityType: "ON_DEMAND",
            instanceTypes: ["g4dn.xlarge"],
            scalingConfig: { minSize: 1, maxSize: 40, desiredSize: 1 },
            labels: gpuLabels,
            taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }],
            updateConfig: { maxUnavailablePercentage: 33 },
            nodeRepairConfig: { enabled: true },
        };
        for (const [key, value] of Object.entries(expected)) {
            assert.deepEqual(inputs[key], value, key);
        }
        assert.deepEqual(ignoreChanges, ["scalingConfig.desiredSize"]);
        // The image follows the AMI type; a release is pinned only where the stack file says so.
        assert.equal("releaseVersion" in inputs, false);
    });

    it("hold V100s on Bottlerocket, which stays with their last driver", async () => {
        const { inputs } = await group("gpu-v100");
        assert.equal(inputs.amiType, "BOTTLEROCKET_x86_64_NVIDIA");
        assert.deepEqual(inputs.scalingConfig, { minSize: 0, maxSize: 4, desiredSize: 0 });
        assert.equal((inputs.labels as Record<string, string>).accelerator, "nvidia-tesla-v100");
    });

    it("mark spot nodes by label and taint", async () => {
        const { inputs } = await group("spot-t4");
        assert.equal(inputs.capacityType, "SPOT");
        const labels = inputs.labels as Record<string, string>;
        assert.deepEqual([labels.spot, labels.workload], ["true", "ml-inference"]);
        assert.deepEqual(inputs.taints, [
            { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" },
            { key: "spot", value: "true", effect: "NO_SCHEDULE" },
        ]);
    });

    it("leave the system's nodes open to every pod", async () => {
        const { inputs } = await group("system");
        assert.deepEqual([inputs.amiType, inputs.labels, inputs.taints], ["AL2023_x86_64_STANDARD", {}, []]);
    });

    it("run Graviton processors from an image for them", async () => {
        const settings = ["nodeGroups.arm={ instanceTypes: [m7g.large], min: 0, max: 3 }"];
        const run = await simulateAws("prod", { settings });
        assert.equal(run.one("aws:eks/nodeGroup:NodeGroup", "arm").inputs.amiType, "AL2023_ARM_64_STANDARD");
    });

    it("have the disk of the stack file instead of the instance's own, with the speed it asks for", async () => {
        const settings = [
            "nodeGroups.gpu-t4={ accelerator: t4, instanceTypes: [g4dn.xlarge], min: 1, max: 4, diskGiB: 500, diskIops: 8000, diskThroughputMiB: 600 }",
        ];
        const run = await simulateAws("prod", { settings });
        const { blockDeviceMappings, userData } = run.one("aws:ec2/launchTemplate:LaunchTemplate", "gpu-t4").inputs;
        const [root] = blockDeviceMappings as { ebs: Record<string, unknown> }[];
        const { volumeSize, iops, throughput } = root?.ebs ?? {};
        assert.deepEqual([volumeSize, iops, throughput, userData], [500, 8000, 600, undefined]);
    });

    it("start in a capacity block, whose type stands in the launch template", async () => {
        const block = { kind: "capacity-block", id: "cr-0123456789abcdef0" };
        const h100 = { accelerator: "h100", instanceTypes: ["p5.48xlarge"], zones: ["us-west-2b"], min: 0, max: 2 };
        const settings = [`nodeGroups.h100=${JSON.stringify({ ...h100, reservation: block })}`];
        const run = await simulateAws("prod", { settings });
        const { inputs } = run.one(groupType, "h100");
        assert.equal(inputs.capacityType, "CAPACITY_BLOCK");
        assert.equal("instanceTypes" in inputs, false);
        const template = run.one(templateType, "h100").inputs;
        assert.equal(template.instanceType, "p5.48xlarge");
        assert.deepEqual(template.instanceMarketOptions, { marketType: "capacity-block" });
        assert.deepEqual(template.capacityReservationSpecification, {
            capacityReservationTarget: { capacityReservationId: block.id },
        });
    });

    it("start in an on-demand reservation, like any other group but for the reservation", async () => {
        const l40s = { accelerator: "l40s", instanceTypes: ["g6e.xlarge"], zones: ["us-west-2b"], min: 0, max: 2 };
        const reservation = { kind: "on-demand", id: "cr-0123456789abcdef0" };
        const run = await simulateAws("prod", {
            settings: [`nodeGroups.l=${JSON.stringify({ ...l40s, reservation })}`],
        });
        const { inputs } = run.one(groupType, "l");
        assert.deepEqual([inputs.capacityType, inputs.instanceTypes], ["ON_DEMAND", ["g6e.xlarge"]]);
        const template = run.one(templateType, "l").inputs;
        assert.deepEqual(template.capacityReservationSpecification, {
            capacityReservationTarget: { capacityReservationId: reservation.id },
        });
        assert.equal("instanceMarketOptions" in template, false);
        assert.equal("capacityReservationSpecification" in run.one(templateType, "gpu-t4").inputs, false);
    });

    it("can stay behind the control plane, on a release of their own", async () => {
        const settings = ["cluster.version='1.37'", "nodeGroups.gpu-t4.version='1.36'"];
        const pinned = [...settings, "nodeGroups.gpu-t4.releaseVersion=1.36.3-20260903"];
        assert.equal((await group("gpu-t4", pinned)).inputs.version, "1.36");
        assert.equal((await group("gpu-t4", pinned)).inputs.releaseVersion, "1.36.3-20260903");
        assert.equal((await group("system", pinned)).inputs.version, "1.37");
    });

    it("start from a template with encrypted disks and metadata that asks for a token", async () => {
        const run = await simulateAws("prod");
        const disk = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
        const disks = (name: string) => run.one(templateType, name).inputs.blockDeviceMappings;
        assert.deepEqual(disks("system"), [{ deviceName: "/dev/xvda", ebs: { ...disk, volumeSize: 100 } }]);
        // Images and pods lie on the instance's own volumes.
        assert.deepEqual(disks("gpu-t4"), [{ deviceName: "/dev/xvda", ebs: { ...disk, volumeSize: 50 } }]);
        assert.match(
            Buffer.from(String(run.one(templateType, "gpu-t4").inputs.userData), "base64").toString(),
            /strategy: RAID0/,
        );
        assert.equal(run.one(templateType, "system").inputs.userData, undefined);
        assert.deepEqual(disks("gpu-v100"), [
            // The image's own size: the one for 1.37 needs 6 GiB, those before it 4.
            { deviceName: "/dev/xvda", ebs: disk },
            { deviceName: "/dev/xvdb", ebs: { ...disk, volumeSize: 200 } },
        ]);
        for (const template of run.all(templateType)) {
            assert.deepEqual(template.inputs.metadataOptions, {
                httpEndpoint: "enabled",
                httpTokens: "required",
                httpPutResponseHopLimit: 2,
            });
            // An image or security group here would take node updates away from EKS, which merges user data with its own.
            for (const absent of ["imageId", "vpcSecurityGroupIds", "instanceType", "iamInstanceProfile"]) {
                assert.equal(absent in template.inputs, false, absent);
            }
            const used = run.one(groupType, template.name).inputs.launchTemplate;
            assert.deepEqual(used, { id: template.id, version: "1" });
            const tags = { project: "inference-platform", stack: "prod", "managed-by": "pulumi" };
            const named = { ...tags, "node-group": template.name, Name: `inference-platform-prod-${template.name}` };
            assert.deepEqual(template.inputs.tagSpecifications, [
                { resourceType: "instance", tags: named },
                { resourceType: "volume", tags: named },
            ]);
        }
    });

    it("tell the autoscaler what an empty group would bring, on the group and on its Auto Scaling group", async () => {
        const run = await simulateAws("prod");
        const expected: Record<string, Record<string, string>> = {
            system: { [`${resources}/ephemeral-storage`]: "100Gi" },
            cpu: { [`${resources}/ephemeral-storage`]: "100Gi" },
            "gpu-t4": { [`${resources}/ephemeral-storage`]: "116Gi", [`${resources}/nvidia.com/gpu`]: "1" },
            "gpu-v100": { [`${resources}/ephemeral-storage`]: "200Gi", [`${resources}/nvidia.com/gpu`]: "4" },
            "spot-t4": { [`${resources}/ephemeral-storage`]: "116Gi", [`${resources}/nvidia.com/gpu`]: "1" },
        };
        for (const nodeGroup of run.all(groupType)) {
            const all = {
                project: "inference-platform",
                stack: "prod",
                "managed-by": "pulumi",
                "node-group": nodeGroup.name,
                ...expected[nodeGroup.name],
            };
            assert.deepEqual(nodeGroup.inputs.tags, all);
            const [{ autoscalingGroups }] = nodeGroup.outputs.resources as [{ autoscalingGroups: { name: string }[] }];
            const asgTags = run.all(
                "aws:autoscaling/tag:Tag",
                ({ inputs }) => inputs.autoscalingGroupName === autoscalingGroups[0]?.name,
            );
            const tags = asgTags.map(({ inputs }) => inputs.tag as { key: string; value: string });
            // The launch template tags instances; the group's tags would only repeat it.
            assert.ok(
                asgTags.every(
                    ({ inputs }) => (inputs.tag as { propagateAtLaunch: boolean }).propagateAtLaunch === false,
                ),
            );
            assert.deepEqual(Object.fromEntries(tags.map(({ key, value }) => [key, value])), all);
        }
    });
});
