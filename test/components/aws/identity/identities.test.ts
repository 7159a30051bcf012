import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EksIdentities } from "../../../../components/aws/identity/identities";
import { PodIdentity, podIdentityFaults } from "../../../../components/aws/identity/podIdentity";
import { grantFaults, policyJson } from "../../../../components/aws/identity/policyDocument";
import { type Access, type AddonIdentity } from "../../../../components/platform";
import { simulate, simulateStack, type Simulated } from "../../../support/simulate";
import { brief, statementsOf } from "../../../support/aws/iam";
import { standIn, testScope } from "../../../support/aws/scope";

const account = "111122223333";
const cluster = `arn:aws:eks:us-west-2:${account}:cluster/inference-platform-test`;
const modelsKey = `arn:aws:kms:us-west-2:${account}:key/models`;

function identities(agent: pulumi.Resource): EksIdentities {
    const store = (name: string, keyArn?: string) => ({
        bucket: pulumi.output(name),
        arn: pulumi.output(`arn:aws:s3:::${name}`),
        region: "us-west-2",
        ...(keyArn === undefined ? {} : { keyArn: pulumi.output(keyArn) }),
    });
    return new EksIdentities({
        scope: testScope(),
        cluster: { name: "inference-platform-test", arn: cluster, agent },
        stores: { models: store("models-bucket", modelsKey), data: store("data-bucket") },
        vpcArn: `arn:aws:ec2:us-west-2:${account}:vpc/vpc-1`,
        hostedZoneId: "Z0123456789",
        secretArns: [`arn:aws:secretsmanager:us-west-2:${account}:secret:rds!db-1-abcdef`],
    });
}

function forWorkload(access: readonly Access[]): Promise<Simulated> {
    return simulate(() => {
        const ref = { namespace: "ml-production", serviceAccount: "detect" };
        identities(standIn("agent")).forWorkload("detect", { ...ref, access }, {});
    });
}

function forAddon(addon: AddonIdentity): Promise<Simulated> {
    return simulate(() => {
        identities(standIn("agent")).forAddon(addon, { namespace: "ns", serviceAccount: "sa" }, {});
    });
}

function grantsOf(run: Simulated): readonly string[] {
    return run.all("aws:iam/rolePolicy:RolePolicy").flatMap((policy) => statementsOf(policy).map(brief));
}

const throughS3 = 'StringEquals kms:ViaService "s3.us-west-2.amazonaws.com"';

describe("identities of workloads", () => {
    it("read one prefix of a bucket and nothing beside it", async () => {
        const run = await forWorkload([{ kind: "read-objects", store: "models", prefix: "models/detect/" }]);
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["models/detect/*"]',
            "s3:GetObject | arn:aws:s3:::models-bucket/models/detect/*",
            `kms:Decrypt | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("read a whole bucket where the prefix is empty", async () => {
        const run = await forWorkload([{ kind: "read-objects", store: "data", prefix: "" }]);
        assert.deepEqual(grantsOf(run), [
            "s3:ListBucket | arn:aws:s3:::data-bucket",
            "s3:GetObject | arn:aws:s3:::data-bucket/*",
        ]);
    });

    it("write and delete below one prefix", async () => {
        const run = await forWorkload([{ kind: "write-objects", store: "models", prefix: "out/" }]);
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["out/*"]',
            "s3:GetObject s3:PutObject s3:DeleteObject s3:AbortMultipartUpload | arn:aws:s3:::models-bucket/out/*",
            `kms:Decrypt kms:GenerateDataKey | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("work on one queue, watch one queue, publish to one topic", async () => {
        const queueArn = `arn:aws:sqs:us-west-2:${account}:jobs`;
        const topicArn = `arn:aws:sns:us-west-2:${account}:alerts`;
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "consume-queue", queueArn }])), [
            `sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes sqs:GetQueueUrl | ${queueArn}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "watch-queue", queueArn }])), [
            `sqs:GetQueueAttributes | ${queueArn}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "publish-topic", topicArn }])), [
            `sns:Publish | ${topicArn}`,
        ]);
    });

    it("are refused a store that the stack does not have", async () => {
        await assert.rejects(
            forWorkload([
                { kind: "read-objects", store: "models", prefix: "" },
                { kind: "write-objects", store: "backups", prefix: "" },
            ]),
            /access\[1\]\.store.*is "backups", which this stack has no bucket for/s,
        );
    });

    it("belong to one service account of one cluster, after the agent and with their policy in place", async () => {
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
});

describe("identities of add-ons", () => {
    it("Cluster Autoscaler changes only the Auto Scaling groups of its cluster", async () => {
        assert.deepEqual(grantsOf(await forAddon("cluster-autoscaler")), [
            "autoscaling:DescribeAutoScalingGroups autoscaling:DescribeAutoScalingInstances " +
                "autoscaling:DescribeLaunchConfigurations autoscaling:DescribeScalingActivities " +
                "autoscaling:DescribeTags ec2:DescribeImages ec2:DescribeInstanceTypes " +
                "ec2:DescribeLaunchTemplateVersions ec2:GetInstanceTypesFromInstanceRequirements | *",
            "autoscaling:SetDesiredCapacity autoscaling:TerminateInstanceInAutoScalingGroup | " +
                `arn:aws:autoscaling:us-west-2:${account}:autoScalingGroup:*:autoScalingGroupName/eks-* | ` +
                'StringEquals aws:ResourceTag/k8s.io/cluster-autoscaler/inference-platform-test "owned"',
            `eks:DescribeNodegroup | arn:aws:eks:us-west-2:${account}:nodegroup/inference-platform-test/*`,
        ]);
    });

    it("external-dns changes one hosted zone, and has no identity without one", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-dns")), [
            "route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:ListTagsForResources | " +
                "arn:aws:route53:::hostedzone/Z0123456789",
            "route53:ListHostedZones | *",
        ]);
        assert.deepEqual(podIdentityFaults({ grants: [] }), [
            { propertyPath: "grants", reason: "is empty: drop the identity, or name what the pod needs" },
        ]);
    });

    it("external-secrets reads the stack's prefix and the one secret that AWS named itself", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-secrets")), [
            "secretsmanager:GetSecretValue secretsmanager:DescribeSecret | " +
                `arn:aws:secretsmanager:us-west-2:${account}:secret:inference-platform/test/* ` +
                `arn:aws:secretsmanager:us-west-2:${account}:secret:rds!db-1-abcdef`,
        ]);
    });

    it("the load balancer controller changes only what carries its cluster's tag", async () => {
        const run = await forAddon("aws-load-balancer-controller");
        const tag = "elbv2.k8s.aws/cluster";
        const ours = "inference-platform-test";
        const owned = `StringEquals aws:ResourceTag/${tag} "${ours}"`;
        const requested = `StringEquals aws:RequestTag/${tag} "${ours}"`;
        const keepsTag = `Null aws:RequestTag/${tag} "true"`;
        const groups = `arn:aws:ec2:us-west-2:${account}:security-group/*`;
        const elb = (what: string) => `arn:aws:elasticloadbalancing:us-west-2:${account}:${what}`;
        const both = `${elb("loadbalancer/net/*")} ${elb("targetgroup/*")}`;
        const vpc = `arn:aws:ec2:us-west-2:${account}:vpc/vpc-1`;
        const [read = "", ...write] = grantsOf(run);
        assert.match(read, /^(?:(?:ec2|elasticloadbalancing):(?:Describe|Get)\w+ )+\| \*$/);
        assert.deepEqual(write, [
            "iam:CreateServiceLinkedRole | " +
                `arn:aws:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/* | ` +
                'StringEquals iam:AWSServiceName "elasticloadbalancing.amazonaws.com"',
            `ec2:CreateSecurityGroup | ${groups} | ${requested}`,
            `ec2:CreateSecurityGroup | ${vpc}`,
            `ec2:CreateTags | ${groups} | StringEquals ec2:CreateAction "CreateSecurityGroup" | ${requested}`,
            `ec2:CreateTags ec2:DeleteTags | ${groups} | ${owned} | ${keepsTag}`,
            `ec2:DeleteSecurityGroup | ${groups} | ${owned}`,
            "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress | " +
                `${groups} | ArnEquals ec2:Vpc "${vpc}"`,
            "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:CreateTargetGroup | " +
                `${both} | ${requested}`,
            `elasticloadbalancing:AddTags | ${both} | ` +
                'StringEquals elasticloadbalancing:CreateAction ["CreateLoadBalancer","CreateTargetGroup"] | ' +
                requested,
            `elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags | ${both} | ${owned} | ${keepsTag}`,
            "elasticloadbalancing:DeleteLoadBalancer elasticloadbalancing:DeleteTargetGroup " +
                "elasticloadbalancing:ModifyLoadBalancerAttributes elasticloadbalancing:ModifyTargetGroup " +
                "elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:SetIpAddressType " +
                `elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets | ${both} | ${owned}`,
            `elasticloadbalancing:CreateListener | ${elb("loadbalancer/net/*")} | ${owned}`,
            "elasticloadbalancing:AddListenerCertificates elasticloadbalancing:DeleteListener " +
                "elasticloadbalancing:ModifyListener elasticloadbalancing:ModifyListenerAttributes " +
                `elasticloadbalancing:RemoveListenerCertificates | ${elb("listener/net/*")} | ${owned}`,
            `elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags | ${elb("listener/net/*")}`,
            "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets | " +
                `${elb("targetgroup/*")} | ${owned}`,
        ]);
    });
});

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
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonSSMManagedInstanceCore",
            "service-role/AmazonEBSCSIDriverPolicy",
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
