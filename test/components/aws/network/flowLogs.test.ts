import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { brief, statementsOf } from "../../../support/aws/iam";

describe("flow logs", () => {
    it("keep every connection for 90 days", async () => {
        const run = await simulateAws("prod");
        const log = run.one("aws:ec2/flowLog:FlowLog");
        const group = run.one("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs");
        assert.equal(group.inputs.retentionInDays, 90);
        assert.equal(log.inputs.trafficType, "ALL");
        assert.equal(log.inputs.logDestination, group.outputs.arn);
        assert.equal(log.inputs.vpcId, run.one("awsx:ec2:Vpc").outputs.vpcId);
        const policy = run.one("aws:iam/rolePolicy:RolePolicy", "network-flow-logs");
        assert.deepEqual(statementsOf(policy).map(brief), [
            `logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents | ${String(group.outputs.arn)}:*`,
            `logs:DescribeLogGroups | ${String(group.outputs.arn)}`,
        ]);
        assert.ok(run.dependsOn(log, policy));
        const [trust] = statementsOf(run.one("aws:iam/role:Role", "network-flow-logs"), "assumeRolePolicy");
        assert.deepEqual(trust?.Principal, { Service: "vpc-flow-logs.amazonaws.com" });
        assert.deepEqual(trust?.Condition, { StringEquals: { "aws:SourceAccount": "111122223333" } });
    });
});
