import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PodIdentity } from "../../../../components/aws/identity/podIdentity";
import { grantFaults, policyJson } from "../../../../components/aws/identity/policyDocument";
import { simulate, simulateStack } from "../../../support/simulate";
import { brief, statementsOf } from "../../../support/aws/iam";
import { standIn, testScope } from "../../../support/aws/scope";

const account = "111122223333";

const cluster = `arn:aws:eks:us-west-2:${account}:cluster/inference-platform-test`;

/** Actions whose resource IAM cannot narrow: the whole list that both stacks may use with `*`. */
const anyResource =
    /^(autoscaling:Describe|ec2:Describe|ec2:Get|elasticloadbalancing:Describe|route53:ListHostedZones$)/;

describe("every IAM policy of a stack", () => {
    for (const stack of ["dev", "prod"]) {
        it(`has no wildcard in ${stack} but the rest of a name below a named parent`, async () => {
            const run = await simulateStack(stack);
            const policies = run.all("aws:iam/rolePolicy:RolePolicy");
            assert.ok(policies.length >= 1);
            for (const policy of policies) {
                for (const { Action, Resource } of statementsOf(policy)) {
                    for (const action of Action) {
                        assert.match(action, /^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/, policy.name);
                    }
                    for (const resource of Resource) {
                        if (resource === "*") {
                            assert.ok(
                                Action.every((action) => anyResource.test(action)),
                                `${policy.name}: ${Action.join(" ")}`,
                            );
                        } else {
                            const [arn, partition, service, , accountId] = resource.split(":");
                            const named = service === "s3" || service === "route53" ? "" : account;
                            assert.deepEqual([arn, partition, accountId], ["arn", "aws", named], resource);
                            assert.doesNotMatch(resource.split("/")[0] ?? "", /:::.*\*/, resource);
                        }
                    }
                }
            }
            assert.deepEqual(run.all("aws:iam/policy:Policy"), []);
        });

        it(`trusts in ${stack} only AWS services, and Pod Identity only for one service account each`, async () => {
            const run = await simulateStack(stack);
            const services = new Set<string>();
            for (const role of run.all("aws:iam/role:Role")) {
                const [trust, ...more] = statementsOf(role, "assumeRolePolicy");
                assert.ok(trust !== undefined && more.length === 0, role.name);
                const { Service } = trust.Principal as { Service: string };
                services.add(Service);
                if (Service === "pods.eks.amazonaws.com") {
                    const tags = Object.keys(trust.Condition?.StringEquals ?? {});
                    assert.ok(tags.includes("aws:RequestTag/kubernetes-service-account"), role.name);
                    assert.ok(tags.includes("aws:RequestTag/eks-cluster-arn"), role.name);
                }
            }
            const known = [
                "ec2.amazonaws.com",
                "pods.eks.amazonaws.com",
                "s3.amazonaws.com",
                "vpc-flow-logs.amazonaws.com",
            ];
            assert.deepEqual(
                [...services].filter((service) => !known.includes(service)),
                [],
            );
        });
    }

    it("gives each service account one role, and each role one service account", async () => {
        const run = await simulateStack("prod");
        const associations = run.all("aws:eks/podIdentityAssociation:PodIdentityAssociation");
        const accounts = associations.map(
            ({ inputs }) => `${String(inputs.namespace)}/${String(inputs.serviceAccount)}`,
        );
        const roles = associations.map(({ inputs }) => inputs.roleArn);
        assert.equal(new Set(accounts).size, accounts.length);
        assert.equal(new Set(roles).size, roles.length);
        // Pods mount models with their own identity: the driver has none that they could share.
        assert.ok(!accounts.includes("kube-system/s3-csi-driver-sa"));
    });

    it("attaches only the policies that AWS maintains for nodes and for the EBS driver", async () => {
        const run = await simulateStack("prod");
        const attached = run
            .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
            .map(({ inputs }) => String(inputs.policyArn).replace("arn:aws:iam::aws:policy/", ""));
        assert.deepEqual(attached.sort(), [
            "AmazonEBSCSIDriverPolicyV2",
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonSSMManagedInstanceCore",
        ]);
    });

    it("lets the EBS driver use the volumes' key, and pass it on to EBS alone", async () => {
        const run = await simulateStack("prod");
        const keyArn = String(run.one("aws:kms/key:Key", "cluster-addons-volumes").outputs.arn);
        assert.deepEqual(statementsOf(run.one("aws:iam/rolePolicy:RolePolicy", "aws-ebs-csi-driver")).map(brief), [
            `kms:CreateGrant | ${keyArn} | Bool kms:GrantIsForAWSResource "true"`,
            `kms:Decrypt kms:GenerateDataKeyWithoutPlaintext | ${keyArn}`,
        ]);
    });
});

describe("grantFaults", () => {
    it("names every wildcard by its path", () => {
        assert.deepEqual(
            grantFaults([
                { actions: ["s3:GetObject", "s3:*"], resources: ["arn:aws:s3:::models/*", "*"] },
                { actions: ["ec2:DescribeSubnets"], resources: ["*"] },
                { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:*:111122223333:jobs", "arn:*:sqs:a:1:b"] },
                { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:us-west-2:*:jobs"] },
            ]),
            [
                { propertyPath: "grants[0].actions[1]", reason: '"s3:*" is a wildcard: list the actions' },
                {
                    propertyPath: "grants[0].resources[1]",
                    reason: '"*" grants s3:GetObject, s3:* on everything: name the resources',
                },
                {
                    propertyPath: "grants[2].resources[1]",
                    reason: '"arn:*:sqs:a:1:b" reaches beyond one account and service: name them',
                },
                {
                    propertyPath: "grants[3].resources[0]",
                    reason: '"arn:aws:sqs:us-west-2:*:jobs" reaches beyond one account and service: name them',
                },
            ],
        );
    });

    it("stops an identity before anything is created", async () => {
        const run = simulate(() => {
            const args = { scope: testScope(), cluster: { name: "c", arn: cluster, agent: standIn("agent") } };
            const grants = [{ actions: ["s3:*"], resources: ["arn:aws:s3:::models"] }];
            new PodIdentity("p", { ...args, namespace: "n", serviceAccount: "s", grants });
        });
        await assert.rejects(run, /Pod identity "p" is refused.*"s3:\*" is a wildcard: list the actions/s);
    });

    it("checks a resource again once it is known", async () => {
        const run = simulate(() => ({
            policy: policyJson([{ actions: ["s3:GetObject"], resources: [pulumi.output("*")] }]),
        }));
        await assert.rejects(run, /"\*" grants s3:GetObject on everything: name the resources/);
    });
});
