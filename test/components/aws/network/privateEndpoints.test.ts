import assert from "node:assert/strict";
import { privateEndpoints } from "../../../../components/aws/network/privateEndpoints";
import { simulateAws } from "../../../support/aws/awsSide";

describe("private endpoints", () => {
    it("carry calls to AWS, and only the network itself reaches", async () => {
        const run = await simulateAws("prod");
        const endpoints = run.all("aws:ec2/vpcEndpoint:VpcEndpoint");
        const group = run.one("aws:ec2/securityGroup:SecurityGroup", "network-endpoints");
        const { privateSubnetIds } = run.one("awsx:ec2:Vpc").outputs;
        assert.deepEqual(
            endpoints.map(({ inputs }) => inputs.serviceName),
            [
                "ecr.api",
                "ecr.dkr",
                "sts",
                "eks-auth",
                "eks",
                "ec2",
                "logs",
                "elasticloadbalancing",
                "autoscaling",
                "secretsmanager",
            ].map((service) => `com.amazonaws.us-west-2.${service}`),
        );
        for (const { inputs } of endpoints) {
            assert.equal(inputs.vpcEndpointType, "Interface");
            assert.equal(inputs.privateDnsEnabled, true);
            assert.deepEqual(inputs.subnetIds, privateSubnetIds);
            assert.deepEqual(inputs.securityGroupIds, [group.id]);
        }
        const rules = run.all(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            ({ inputs }) => inputs.securityGroupId === group.id,
        );
        assert.deepEqual(
            rules.map(({ inputs: { cidrIpv4, ipProtocol, fromPort, toPort } }) => [
                cidrIpv4,
                ipProtocol,
                fromPort,
                toPort,
            ]),
            [["10.40.0.0/16", "tcp", 443, 443]],
        );
        assert.equal(endpoints.length, Object.keys(privateEndpoints).length);
    });

    it("exist also for Session Manager, queues and topics in a network without NAT", async () => {
        const settings = ["network.natGateways=none", "images.mirror=registry.example.com"];
        const run = await simulateAws("prod", { settings });
        const names = (each: typeof run) =>
            each
                .all("aws:ec2/vpcEndpoint:VpcEndpoint")
                .map(({ inputs }) => String(inputs.serviceName).split(".").slice(3).join("."));
        const more = ["ssm", "ssmmessages", "ec2messages", "sqs", "sns"];
        assert.deepEqual(names(run), [...Object.keys(privateEndpoints), ...more]);
        assert.deepEqual(names(await simulateAws("prod")), Object.keys(privateEndpoints));
    });
});
