import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { existingVpc, subnetCidr, vpcCidr } from "../../../support/aws/existingNetwork";
import { simulateStack } from "../../../support/simulate";

describe("a stack in a VPC that somebody else owns", () => {
    it("creates no network of its own, and nothing that belongs to the owner of the VPC", async () => {
        const run = await simulateAws("prod", { settings: existingVpc() });
        for (const type of [
            "awsx:ec2:Vpc",
            "aws:ec2/vpc:Vpc",
            "aws:ec2/subnet:Subnet",
            "aws:ec2/natGateway:NatGateway",
            "aws:ec2/routeTable:RouteTable",
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            "aws:ec2/flowLog:FlowLog",
        ]) {
            assert.deepEqual(run.all(type), [], type);
        }
        assert.deepEqual(
            run.all("aws:cloudwatch/metricAlarm:MetricAlarm", ({ name }) => name.startsWith("network")),
            [],
        );
    });

    it("puts the control plane, nodes and databases into its private subnets", async () => {
        const run = await simulateAws("prod", { settings: existingVpc() });
        const ids = ["subnet-00000000a", "subnet-00000000b", "subnet-00000000c"];
        const { inputs } = run.one("eks:index:Cluster");
        assert.deepEqual([inputs.vpcId, inputs.privateSubnetIds], ["vpc-00000000", ids]);
        assert.deepEqual(run.one("aws:eks/nodeGroup:NodeGroup", "system").inputs.subnetIds, ids);
        assert.deepEqual(run.one("aws:rds/subnetGroup:SubnetGroup").inputs.subnetIds, ids);
        assert.deepEqual(run.one("aws:elasticache/subnetGroup:SubnetGroup").inputs.subnetIds, ids);
        const groups = run.all("aws:ec2/securityGroup:SecurityGroup");
        assert.deepEqual([...new Set(groups.map((group) => group.inputs.vpcId))], ["vpc-00000000"]);
    });

    it("has a node group in the zones that the group names, and one per zone where pods keep volumes", async () => {
        const run = await simulateAws("prod", {
            settings: existingVpc("nodeGroups.gpu-t4.perZone=true", "nodeGroups.system.zones=[us-west-2b]"),
        });
        const subnets = (name: string) => run.one("aws:eks/nodeGroup:NodeGroup", name).inputs.subnetIds;
        assert.deepEqual(subnets("system"), ["subnet-00000000b"]);
        assert.deepEqual(subnets("gpu-t4-zone-3"), ["subnet-00000000c"]);
    });

    it("names the load balancer's subnets, which then need no tags: public ones alone for the internet", async () => {
        const annotation = async (...settings: string[]) => {
            const run = await simulateStack("prod", existingVpc(...settings));
            const values = run.all("kubernetes:helm.sh/v3:Release").map(({ inputs }) => JSON.stringify(inputs.values));
            const named = values.flatMap((each) => /aws-load-balancer-subnets":"([^"]+)"/.exec(each)?.[1] ?? []);
            assert.equal(named.length, 1);
            return named[0];
        };
        assert.equal(await annotation(), "subnet-0000000fa,subnet-0000000fb");
        assert.equal(await annotation("ingress.scheme=internal"), "subnet-00000000a,subnet-00000000b,subnet-00000000c");
    });

    it("opens NetworkPolicies to the ranges that were read, of the VPC for the API server and of subnets for databases", async () => {
        const run = await simulateStack("prod", existingVpc());
        const policies = run.all("kubernetes:networking.k8s.io/v1:NetworkPolicy");
        const text = JSON.stringify(policies.map(({ inputs }) => inputs.spec));
        assert.ok(text.includes(`"cidr":"${vpcCidr()}"`));
        assert.ok(text.includes(`"cidr":"${subnetCidr("subnet-00000000b")}"`));
        assert.ok(!text.includes("10.40.0.0/16"));
    });

    it("makes interface endpoints in it only where the stack file asks for them, and all, whatever way out there is", async () => {
        const run = await simulateAws("prod", { settings: existingVpc("network.privateEndpoints=true") });
        const endpoints = run.all("aws:ec2/vpcEndpoint:VpcEndpoint");
        const services = endpoints.map(({ inputs }) => (inputs.serviceName as string).split(".").slice(3).join("."));
        assert.ok(["sts", "ecr.api", "ssm", "sqs"].every((service) => services.includes(service)));
        assert.ok(!services.includes("s3"), "a gateway endpoint changes route tables, which belong to the owner");
        for (const endpoint of endpoints) {
            assert.ok(run.dependsOn(run.one("aws:eks/nodeGroup:NodeGroup", "system"), endpoint), endpoint.name);
        }
    });
});
