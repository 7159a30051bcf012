import assert from "node:assert/strict";
import { podIdentityFaults } from "../../../../components/aws/identity/podIdentity";
import { statementsOf } from "../../../support/aws/iam";
import { account, cluster, forWorkload } from "../../../support/aws/identities";

describe("a pod identity", () => {
    it("belongs to one service account of one cluster, after the agent and with their policy in place", async () => {
        const run = await forWorkload([{ kind: "read-objects", store: "data", prefix: "" }]);
        const role = run.one("aws:iam/role:Role");
        assert.deepEqual(statementsOf(role, "assumeRolePolicy"), [
            {
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                    StringEquals: {
                        "aws:SourceAccount": account,
                        "aws:RequestTag/eks-cluster-arn": cluster,
                        "aws:RequestTag/kubernetes-namespace": "ml-production",
                        "aws:RequestTag/kubernetes-service-account": "detect",
                    },
                },
            },
        ]);
        assert.deepEqual(role.inputs.tags, { project: "inference-platform", stack: "test", "managed-by": "pulumi" });
        const association = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation");
        const { clusterName, namespace, serviceAccount, roleArn } = association.inputs;
        assert.deepEqual(
            [clusterName, namespace, serviceAccount, roleArn],
            ["inference-platform-test", "ml-production", "detect", role.outputs.arn],
        );
        assert.ok(run.dependsOn(association, run.one("aws:iam/rolePolicy:RolePolicy")));
        assert.ok(run.dependsOn(association, run.one("aws:eks/addon:Addon", "agent")));
    });

    it("needs a grant or a managed policy: a pod that needs nothing has no identity", () => {
        assert.deepEqual(podIdentityFaults({ grants: [] }), [
            { propertyPath: "grants", reason: "is empty: drop the identity, or name what the pod needs" },
        ]);
        assert.deepEqual(
            podIdentityFaults({ grants: [], managedPolicies: ["service-role/AmazonEBSCSIDriverPolicyV2"] }),
            [],
        );
    });

    it("may not have a wildcard in place of an action or a resource", () => {
        const paths = podIdentityFaults({ grants: [{ actions: ["s3:*"], resources: ["arn:aws:s3:::b"] }] });
        assert.deepEqual(
            paths.map(({ propertyPath }) => propertyPath),
            ["grants[0].actions[0]"],
        );
    });
});
