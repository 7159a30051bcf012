import assert from "node:assert/strict";
import { answerInvoke, createResource, simulatedAccount, type Properties } from "../../../simulation/providers";

function created(type: string, inputs: Properties, region?: string, name = "models") {
    return createResource({
        type,
        name,
        seed: `urn:pulumi:t::p::${type}::${name}`,
        inputs,
        account: simulatedAccount(region),
    });
}

describe("createResource", () => {
    it("generates names as the real provider does", () => {
        const { id, inputs, outputs } = created("aws:s3/bucket:Bucket", {}, "us-west-2", "Models");
        assert.match(String(inputs.bucket), /^models-[0-9a-f]{7}$/);
        assert.equal(id, inputs.bucket);
        assert.equal(outputs.bucket, inputs.bucket);
        assert.match(String(created("aws:kms/alias:Alias", {}).inputs.name), /^alias\/models-[0-9a-f]{7}$/);
    });

    it("keeps a name within the limit of its service", () => {
        const { inputs } = created("aws:iam/role:Role", {}, "us-west-2", "r".repeat(80));
        assert.equal(String(inputs.name).length, 64);
    });

    it("keeps a given name and a name prefix", () => {
        assert.equal(created("aws:iam/role:Role", { name: "mine" }).outputs.name, "mine");
        assert.equal(created("aws:iam/role:Role", { namePrefix: "mine-" }).inputs.name, undefined);
    });

    it("puts partition, region and account into ARNs", () => {
        assert.equal(
            created("aws:sqs/queue:Queue", { name: "q" }, "cn-north-1").outputs.arn,
            "arn:aws-cn:sqs:cn-north-1:111122223333:q",
        );
        assert.equal(
            created("aws:sqs/queue:Queue", { name: "q" }, "cn-north-1").outputs.url,
            "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q",
        );
        assert.equal(
            created("aws:iam/role:Role", { name: "r", path: "/team/" }, "us-gov-west-1").outputs.arn,
            "arn:aws-us-gov:iam::111122223333:role/team/r",
        );
        assert.equal(created("aws:s3/bucket:Bucket", { bucket: "models-b" }).outputs.arn, "arn:aws:s3:::models-b");
    });

    it("prefers the region of a resource to the provider's", () => {
        const { outputs } = created("aws:s3/bucket:Bucket", { bucket: "models-b", region: "eu-west-1" });
        assert.equal(outputs.bucketRegionalDomainName, "models-b.s3.eu-west-1.amazonaws.com");
        assert.match(
            String(created("aws:kms/key:Key", { region: "eu-west-1" }).outputs.arn),
            /^arn:aws:kms:eu-west-1:111122223333:key\//,
        );
    });

    it("gives a replica key the id of its primary", () => {
        const primary = created("aws:kms/key:Key", { multiRegion: true });
        const replica = created("aws:kms/replicaKey:ReplicaKey", {
            primaryKeyArn: primary.outputs.arn,
            region: "eu-west-1",
        });
        assert.match(String(primary.id), /^mrk-[0-9a-f]{32}$/);
        assert.equal(replica.id, primary.id);
    });

    it("marks generated passwords as secret and gives them the requested length", () => {
        const { outputs, secretOutputs } = created("random:index/randomPassword:RandomPassword", {
            length: 24,
            special: false,
        });
        assert.deepEqual(secretOutputs, ["result", "bcryptHash"]);
        assert.match(String(outputs.result), /^[a-zA-Z0-9]{24}$/);
    });

    it("generates the name of a Kubernetes object, and the host name of a Service's load balancer", () => {
        const { id, outputs } = created("kubernetes:core/v1:Service", {
            metadata: { namespace: "edge" },
            spec: { type: "LoadBalancer" },
        });
        assert.match(String(id), /^edge\/models-[0-9a-f]{8}$/);
        const status = outputs.status as { loadBalancer: { ingress: { hostname: string }[] } };
        assert.match(status.loadBalancer.ingress[0]!.hostname, /\.elb\.us-west-2\.amazonaws\.com$/);
    });

    it("does not give a component an id, and gives a VPC one subnet of each kind per zone", () => {
        const { id, outputs } = created("awsx:ec2:Vpc", {
            numberOfAvailabilityZones: 2,
            natGateways: { strategy: "Single" },
        });
        assert.equal(id, undefined);
        assert.equal((outputs.privateSubnetIds as string[]).length, 2);
        assert.equal((outputs.publicSubnetIds as string[]).length, 2);
        assert.deepEqual(outputs.isolatedSubnetIds, []);
        assert.equal((outputs.natGateways as unknown[]).length, 1);
    });
});

describe("answerInvoke", () => {
    const account = simulatedAccount("us-east-1");

    it("knows account, partition and zones", () => {
        assert.equal(
            answerInvoke("aws:index/getCallerIdentity:getCallerIdentity", {}, account)?.accountId,
            "111122223333",
        );
        assert.equal(
            answerInvoke("aws:index/getPartition:getPartition", {}, simulatedAccount("cn-north-1"))?.dnsSuffix,
            "amazonaws.com.cn",
        );
        assert.equal(
            (answerInvoke("aws:index/getAvailabilityZones:getAvailabilityZones", {}, account)?.names as string[])
                .length,
            6,
        );
    });

    it("renders a policy document as the provider does", () => {
        const answer = answerInvoke(
            "aws:iam/getPolicyDocument:getPolicyDocument",
            {
                statements: [
                    {
                        actions: ["s3:GetObject"],
                        resources: ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"],
                        principals: [{ type: "Service", identifiers: ["pods.eks.amazonaws.com"] }],
                        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] }],
                    },
                ],
            },
            account,
        );
        assert.deepEqual(JSON.parse(String(answer?.json)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "s3:GetObject",
                    Resource: ["arn:aws:s3:::b/*", "arn:aws:s3:::c/*"],
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                },
            ],
        });
    });

    it("returns zones and images of the requested region", () => {
        const zones = answerInvoke(
            "aws:index/getAvailabilityZones:getAvailabilityZones",
            { region: "eu-west-1" },
            account,
        );
        assert.deepEqual(zones?.names, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
        assert.deepEqual(zones?.zoneIds, ["euw1-az1", "euw1-az2", "euw1-az3"]);
        const name = "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/nvidia/recommended/image_id";
        assert.match(
            String(answerInvoke("aws:ssm/getParameter:getParameter", { name }, account)?.value),
            /^ami-0[0-9a-f]{16}$/,
        );
        assert.equal(
            answerInvoke("aws:iam/getPolicy:getPolicy", { name: "AmazonEKSClusterPolicy" }, account)?.arn,
            "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        );
        const list = answerInvoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: "s3" }, account);
        assert.equal(list?.arn, `arn:aws:ec2:us-east-1:111122223333:prefix-list/${String(list?.id)}`);
        assert.deepEqual(list?.entries, [{ cidr: "198.51.100.0/24", description: "" }]);
    });

    it("returns undefined for a function that is not simulated", () => {
        assert.equal(answerInvoke("aws:lex/getBot:getBot", {}, account), undefined);
    });
});
