import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EksIdentities } from "../../../../components/aws/identity/identities";
import { type Access } from "../../../../components/platform";
import { simulate, type Simulated } from "../../../support/simulate";
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
    });
}

function forWorkload(access: readonly Access[]): Promise<Simulated> {
    return simulate(() => {
        const ref = { namespace: "ml-production", serviceAccount: "detect" };
        identities(standIn("agent")).forWorkload("detect", { ...ref, access }, {});
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

    it("read the prefixes of many models through one statement of each kind", async () => {
        const prefixes = ["models/a/", "models/b/", "models/a/"];
        const run = await forWorkload(
            prefixes.map((prefix) => ({ kind: "read-objects" as const, store: "models" as const, prefix })),
        );
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["models/a/*","models/b/*"]',
            "s3:GetObject | arn:aws:s3:::models-bucket/models/a/* arn:aws:s3:::models-bucket/models/b/*",
            `kms:Decrypt | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("fit into IAM's policies with up to 200 models of the longest names", async () => {
        for (const count of [1, 19, 20, 75, 200]) {
            const prefixes = Array.from({ length: count }, (_, i) => `models/${String(i).padStart(63, "m")}/`);
            // The simulated IAM refuses a policy that is too long.
            const run = await forWorkload(
                prefixes.map((prefix) => ({ kind: "read-objects" as const, store: "models" as const, prefix })),
            );
            const policies = [...run.all("aws:iam/rolePolicy:RolePolicy"), ...run.all("aws:iam/policy:Policy")];
            const statements = policies.flatMap((policy) => statementsOf(policy));
            const granted = (action: string) => statements.filter(({ Action }) => Action.includes(action));
            assert.deepEqual(
                granted("s3:GetObject").flatMap(({ Resource }) => Resource),
                prefixes.map((prefix) => `arn:aws:s3:::models-bucket/${prefix}*`),
            );
            assert.deepEqual(
                granted("s3:ListBucket").flatMap(({ Condition }) => Condition?.StringLike?.["s3:prefix"]),
                prefixes.map((prefix) => `${prefix}*`),
            );
            assert.equal(run.all("aws:iam/rolePolicy:RolePolicy").length, 1);
            assert.equal(
                run.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").length,
                run.all("aws:iam/policy:Policy").length,
            );
            assert.equal(run.all("aws:iam/policy:Policy").length > 0, count > 20, `${count} models`);
            // Pods wait for every part of their permissions.
            const association = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            assert.ok(run.all("aws:iam/policy:Policy").every((policy) => run.dependsOn(association, policy)));
        }
    });

    it("say so where nothing fits", async () => {
        const prefixes = Array.from({ length: 600 }, (_, i) => `models/${String(i).padStart(63, "m")}/`);
        await assert.rejects(
            forWorkload(prefixes.map((prefix) => ({ kind: "read-objects", store: "models", prefix }))),
            /"grants" need \d+ managed policies beside the inline one, and IAM takes 10: give the workload fewer or shorter prefixes, or spread its models over two workloads/,
        );
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
        const queue = `arn:aws:sqs:us-west-2:${account}:jobs`;
        const topic = `arn:aws:sns:us-west-2:${account}:alerts`;
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "consume-queue", queue }])), [
            `sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes sqs:GetQueueUrl | ${queue}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "watch-queue", queue }])), [
            `sqs:GetQueueAttributes | ${queue}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "publish-topic", topic }])), [`sns:Publish | ${topic}`]);
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
