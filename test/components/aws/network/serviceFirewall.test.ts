import assert from "node:assert/strict";
import { ServiceFirewall } from "../../../../components/aws/network/serviceFirewall";
import { testScope } from "../../../support/aws/scope";
import { simulate } from "../../../support/simulate";

describe("ServiceFirewall", () => {
    it("admits one group to one port, and lets nothing out", async () => {
        const run = await simulate(() => {
            new ServiceFirewall("cache", { scope: testScope(), vpcId: "vpc-1", port: 6379, from: "sg-nodes" });
        });
        const group = run.one("aws:ec2/securityGroup:SecurityGroup");
        assert.equal(group.inputs.vpcId, "vpc-1");
        assert.deepEqual(
            ["ingress", "egress"].filter((rules) => rules in group.inputs),
            [],
        );
        const { securityGroupId, referencedSecurityGroupId, ipProtocol, fromPort, toPort } = run.one(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        ).inputs;
        assert.deepEqual(
            [securityGroupId, referencedSecurityGroupId, ipProtocol, fromPort, toPort],
            [group.id, "sg-nodes", "tcp", 6379, 6379],
        );
        assert.deepEqual(run.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), []);
    });

    it("does not keep the cluster that its rule refers to, when it is protected itself", async () => {
        const run = await simulate(() => {
            const args = { scope: testScope(), vpcId: "vpc-1", port: 5432, from: "sg-nodes" };
            new ServiceFirewall("db", args, { protect: true });
        });
        assert.equal(run.one("aws:ec2/securityGroup:SecurityGroup").protect, true);
        assert.equal(run.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").protect, false);
    });
});
