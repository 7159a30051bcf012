import assert from "node:assert/strict";
import { NodeRole } from "../../../../components/aws/nodes/nodeRole";
import { statementsOf } from "../../../support/aws/iam";
import { testScope } from "../../../support/aws/scope";
import { simulate } from "../../../support/simulate";

async function attached(region: string): Promise<unknown[]> {
    const run = await simulate(() => new NodeRole("nodes", { scope: testScope("production", region) }));
    const role = run.one("aws:iam/role:Role");
    assert.deepEqual(statementsOf(role, "assumeRolePolicy"), [
        { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
    assert.deepEqual(run.all("aws:iam/rolePolicy:RolePolicy"), []);
    return run.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(({ inputs }) => {
        assert.equal(inputs.role, role.outputs.name);
        return inputs.policyArn;
    });
}

describe("the role of nodes", () => {
    it("lets a node join, pull images, configure pod networks and be reached by Session Manager, and no more", async () => {
        const policies = [
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonSSMManagedInstanceCore",
        ];
        assert.deepEqual(
            await attached("us-west-2"),
            policies.map((policy) => `arn:aws:iam::aws:policy/${policy}`),
        );
        assert.deepEqual(
            await attached("cn-north-1"),
            policies.map((policy) => `arn:aws-cn:iam::aws:policy/${policy}`),
        );
    });
});
