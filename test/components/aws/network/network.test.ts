import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

describe("the network of production", () => {
    it("spans three zones with a way out in each, and reaches S3 without paying for it", async () => {
        const vpc = (await simulateAws("prod")).one("awsx:ec2:Vpc");
        const tags = { project: "inference-platform", stack: "prod", "managed-by": "pulumi" };
        assert.deepEqual(vpc.inputs, {
            cidrBlock: "10.40.0.0/16",
            numberOfAvailabilityZones: 3,
            availabilityZoneCidrMask: 18,
            enableDnsHostnames: true,
            enableDnsSupport: true,
            natGateways: { strategy: "OnePerAz" },
            subnetStrategy: "Auto",
            subnetSpecs: [
                { type: "Private", cidrMask: 19, tags: { ...tags, "kubernetes.io/role/internal-elb": "1" } },
                { type: "Public", cidrMask: 21, tags: { ...tags, "kubernetes.io/role/elb": "1" } },
            ],
            vpcEndpointStrategy: "Auto",
            vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-west-2.s3", vpcEndpointType: "Gateway" }],
            tags,
        });
    });
});

describe("the network of development", () => {
    it("spares the second NAT gateway, the endpoints and the flow logs", async () => {
        const run = await simulateAws("dev");
        const { inputs } = run.one("awsx:ec2:Vpc");
        assert.deepEqual(
            [inputs.availabilityZoneNames, inputs.natGateways],
            [["us-west-2a", "us-west-2b"], { strategy: "Single" }],
        );
        assert.equal((inputs.vpcEndpointSpecs as unknown[]).length, 1);
        assert.deepEqual(run.all("aws:ec2/vpcEndpoint:VpcEndpoint"), []);
        assert.deepEqual(run.all("aws:ec2/flowLog:FlowLog"), []);
    });
});

describe("zones", () => {
    const zones = ["us-west-2a", "us-west-2b", "us-west-2c"];

    it("named in the stack file fix the subnets, so that a GPU group can go where its GPUs are", async () => {
        const run = await simulateAws("prod", {
            settings: [
                `network.zoneNames=${JSON.stringify(zones)}`,
                'nodeGroups.gpu-t4.zones=["us-west-2a", "us-west-2c"]',
            ],
        });
        const vpc = run.one("awsx:ec2:Vpc");
        assert.deepEqual(vpc.inputs.availabilityZoneNames, zones);
        assert.equal("numberOfAvailabilityZones" in vpc.inputs, false);
        const [a, , c] = vpc.outputs.privateSubnetIds as string[];
        assert.deepEqual(run.one("aws:eks/nodeGroup:NodeGroup", "gpu-t4").inputs.subnetIds, [a, c]);
        assert.deepEqual(
            run.one("aws:eks/nodeGroup:NodeGroup", "system").inputs.subnetIds,
            vpc.outputs.privateSubnetIds,
        );
    });

    it("have a node group each where pods keep volumes, which cannot follow a node into another zone", async () => {
        const run = await simulateAws("dev", { settings: ["nodeGroups.gpu-t4.perZone=true"] });
        const [first, second] = run.one("awsx:ec2:Vpc").outputs.privateSubnetIds as string[];
        const groups = run.all("aws:eks/nodeGroup:NodeGroup", ({ name }) => name.startsWith("gpu-t4"));
        assert.deepEqual(
            groups.map(({ name, inputs }) => [name, inputs.subnetIds, inputs.scalingConfig]),
            [
                ["gpu-t4-zone-1", [first], { minSize: 0, maxSize: 8, desiredSize: 0 }],
                ["gpu-t4-zone-2", [second], { minSize: 0, maxSize: 8, desiredSize: 0 }],
            ],
        );
        assert.deepEqual(groups[0]?.inputs.labels, groups[1]?.inputs.labels);
        assert.deepEqual(groups[0]?.inputs.taints, groups[1]?.inputs.taints);
    });

    it("have a node group each among those that the group names, counted as the network lists them", async () => {
        const run = await simulateAws("prod", {
            settings: [
                `network.zoneNames=${JSON.stringify(zones)}`,
                'nodeGroups.gpu-t4.zones=["us-west-2a", "us-west-2c"]',
                "nodeGroups.gpu-t4.perZone=true",
            ],
        });
        const groups = run.all("aws:eks/nodeGroup:NodeGroup", ({ name }) => name.startsWith("gpu-t4"));
        const subnets = run.one("awsx:ec2:Vpc").outputs.privateSubnetIds as string[];
        assert.deepEqual(
            groups.map(({ name, inputs }) => [name, inputs.subnetIds]),
            [
                ["gpu-t4-zone-1", [subnets[0]]],
                ["gpu-t4-zone-3", [subnets[2]]],
            ],
        );
    });
});
