import { bucketEncryption } from "../../../../policy/rules/aws/bucketEncryption";
import { bucketPublicAccess } from "../../../../policy/rules/aws/bucketPublicAccess";
import { bucketReplication } from "../../../../policy/rules/aws/bucketReplication";
import { bucketTlsOnly } from "../../../../policy/rules/aws/bucketTlsOnly";
import { bucketVersioning } from "../../../../policy/rules/aws/bucketVersioning";
import { caches } from "../../../../policy/rules/aws/caches";
import { databases } from "../../../../policy/rules/aws/databases";
import { eksEndpoint } from "../../../../policy/rules/aws/eksEndpoint";
import { eksLogs } from "../../../../policy/rules/aws/eksLogs";
import { eksSecrets } from "../../../../policy/rules/aws/eksSecrets";
import { eksSupport } from "../../../../policy/rules/aws/eksSupport";
import { iamAdmin } from "../../../../policy/rules/aws/iamAdmin";
import { iamWildcards } from "../../../../policy/rules/aws/iamWildcards";
import { kmsRotation } from "../../../../policy/rules/aws/kmsRotation";
import { nodeGroupDisks } from "../../../../policy/rules/aws/nodeGroupDisks";
import { nodeGroupMetadata } from "../../../../policy/rules/aws/nodeGroupMetadata";
import { nodeGroupSize } from "../../../../policy/rules/aws/nodeGroupSize";
import { securityGroups } from "../../../../policy/rules/aws/securityGroups";
import { type JudgedResource, UNKNOWN } from "../../../../policy/core/judge";
import { describeRule, gone } from "../../../support/policy/cases";

const aws = (type: string, props: Record<string, unknown>, rest: Partial<JudgedResource> = {}): JudgedResource => ({
    urn: `urn:${type}`,
    type,
    name: "it",
    props,
    ...rest,
});

const bucket = aws("aws:s3/bucket:Bucket", { bucket: "models" });

const access = aws("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    bucket: "models",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
});
const open =
    "no BucketPublicAccessBlock blocks public access to the bucket; add one with blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets true";
describeRule(bucketPublicAccess, [bucket, access], {
    "finds a block of another bucket": { at: "1/bucket", to: "other", message: open },
    "finds public access lists": { at: "1/blockPublicAcls", to: false, message: open },
    "finds public policies": { at: "1/blockPublicPolicy", to: gone, message: open },
    "finds public access lists that take effect": { at: "1/ignorePublicAcls", to: false, message: open },
    "finds buckets that may be public": { at: "1/restrictPublicBuckets", to: false, message: open },
});
// During a preview neither name is known: the engine knows what depends on what.
describeRule(
    bucketPublicAccess,
    [
        aws("aws:s3/bucket:Bucket", {}),
        { ...access, props: { ...access.props, bucket: UNKNOWN }, dependencies: [bucket.urn] },
    ],
    {},
);
describeRule(bucketPublicAccess, [aws("aws:s3/bucket:Bucket", {}, { id: "models" }), access], {
    "finds the bucket by its id": { at: "1/bucket", to: "other", message: open },
});

const encryption = aws("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
    bucket: "models",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" } }],
});
const unencrypted =
    'the bucket is not encrypted with KMS; add a BucketServerSideEncryptionConfiguration with sseAlgorithm "aws:kms"';
describeRule(bucketEncryption, [bucket, encryption], {
    "finds S3's own keys": {
        at: "1/rules/0/applyServerSideEncryptionByDefault",
        to: { sseAlgorithm: "AES256" },
        message: unencrypted,
    },
});
describeRule(
    bucketEncryption,
    [
        aws("aws:s3/bucketV2:BucketV2", {
            bucket: "models",
            serverSideEncryptionConfiguration: {
                rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms:dsse" } },
            },
        }),
    ],
    {
        "finds none in the bucket's own arguments": {
            at: "0/serverSideEncryptionConfiguration",
            to: gone,
            message: unencrypted,
        },
    },
);
const logging = aws("aws:s3/bucketLogging:BucketLogging", { bucket: "models", targetBucket: "logs" });
describeRule(bucketEncryption, [aws("aws:s3/bucket:Bucket", { bucket: "logs" }), logging], {
    "asks KMS of every bucket but the one for logs": { at: "1/targetBucket", to: "x", message: unencrypted },
});

describeRule(
    bucketVersioning,
    [
        bucket,
        aws("aws:s3/bucketVersioning:BucketVersioning", {
            bucket: "models",
            versioningConfiguration: { status: "Enabled" },
        }),
    ],
    {
        "finds versions that are suspended": {
            at: "1/versioningConfiguration/status",
            to: "Suspended",
            message: "the bucket keeps no versions; add a BucketVersioning with status Enabled",
        },
    },
);
describeRule(bucketVersioning, [aws("aws:s3/bucket:Bucket", { versioning: { enabled: true } })], {
    "finds a bucket without versions": {
        at: "0/versioning/enabled",
        to: false,
        message: "the bucket keeps no versions; add a BucketVersioning with status Enabled",
    },
});

const deny = (change: Record<string, unknown> = {}) =>
    JSON.stringify({
        Statement: [
            {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: "arn:aws:s3:::models",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
                ...change,
            },
        ],
    });
const plain = 'no bucket policy denies requests without TLS; deny s3:* when aws:SecureTransport is "false"';
describeRule(bucketTlsOnly, [bucket, aws("aws:s3/bucketPolicy:BucketPolicy", { bucket: "models", policy: deny() })], {
    "finds a policy that allows": { at: "1/policy", to: deny({ Effect: "Allow" }), message: plain },
    "finds a policy for one caller": { at: "1/policy", to: deny({ Principal: { AWS: "arn:x" } }), message: plain },
    "finds a policy for one action": { at: "1/policy", to: deny({ Action: ["s3:GetObject"] }), message: plain },
    "finds a policy without the condition": { at: "1/policy", to: deny({ Condition: {} }), message: plain },
    "finds a policy that is not JSON": { at: "1/policy", to: "{", message: plain },
    "accepts other ways to write it": {
        at: "1/policy",
        to: JSON.parse(
            deny({
                Principal: { AWS: ["*"] },
                Action: ["s3:*"],
                Condition: { Bool: { "aws:SecureTransport": false } },
            }),
        ) as unknown,
        message: "",
    },
});

const marked = aws("aws:s3/bucket:Bucket", { bucket: "models", tags: { "inference-platform/replicated": "true" } });
const replication = aws("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {
    bucket: "models",
    rules: [{ status: "Enabled" }],
});
describeRule(bucketReplication, [marked, replication], {
    "finds replication that is off": {
        at: "1/rules/0/status",
        to: "Disabled",
        message:
            "the bucket is tagged inference-platform/replicated and has no enabled replication; add a BucketReplicationConfig",
    },
});
describeRule(bucketReplication, [bucket], {});

const statement = (change: Record<string, unknown>) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::models/resnet/*", ...change }],
    });
describeRule(iamWildcards, [aws("aws:iam/policy:Policy", { policy: statement({}) })], {
    "finds all actions of a service": {
        at: "0/policy",
        to: statement({ Action: ["s3:*", "s3:GetObject"] }),
        message: '"policy.Statement[0].Action" holds s3:*; list the actions',
    },
    "finds a family of actions": {
        at: "0/policy",
        to: statement({ Action: "s3:Get*" }),
        message: '"policy.Statement[0].Action" holds s3:Get*; list the actions',
    },
    "finds every resource": {
        at: "0/policy",
        to: statement({ Resource: "*" }),
        message: '"policy.Statement[0].Resource" is * for s3:GetObject; list the resources',
    },
    "finds every resource of a service": {
        at: "0/policy",
        to: statement({ Resource: ["arn:aws:s3:::*"] }),
        message: '"policy.Statement[0].Resource" is arn:aws:s3:::* for s3:GetObject; list the resources',
    },
    "finds a wildcard in place of the bucket": {
        at: "0/policy",
        to: statement({ Resource: ["arn:aws:s3:::*/*"] }),
        message: '"policy.Statement[0].Resource" is arn:aws:s3:::*/* for s3:GetObject; list the resources',
    },
    "accepts a wildcard that a tag narrows": {
        at: "0/policy",
        to: statement({
            Action: "ec2:DeleteSecurityGroup",
            Resource: "arn:aws:ec2:eu-west-1:111122223333:security-group/*",
            Condition: { StringEquals: { "aws:ResourceTag/owner": "platform" } },
        }),
        message: "",
    },
    "finds what is allowed by exclusion": {
        at: "0/policy",
        to: statement({ Action: undefined, NotAction: ["iam:*"] }),
        message: '"policy.Statement[0].NotAction" allows everything except what it lists; use Action and Resource',
    },
    "names the narrowable action among others": {
        at: "0/policy",
        to: statement({ Action: ["ec2:DescribeInstances", "ec2:TerminateInstances"], Resource: "*" }),
        message: '"policy.Statement[0].Resource" is * for ec2:TerminateInstances; list the resources',
    },
    "accepts actions that cannot be narrowed": {
        at: "0/policy",
        to: statement({ Action: ["ec2:DescribeInstances", "autoscaling:DescribeTags"], Resource: "*" }),
        message: "",
    },
    "accepts wildcards that deny": {
        at: "0/policy",
        to: statement({ Effect: "Deny", Action: "*", Resource: "*" }),
        message: "",
    },
});
describeRule(
    iamWildcards,
    [
        aws("aws:iam/role:Role", {
            inlinePolicies: [{ policy: statement({}) }],
            assumeRolePolicy: statement({ Action: "*" }),
        }),
    ],
    {
        "looks into the policies of a role": {
            at: "0/inlinePolicies/0/policy",
            to: { Statement: { Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:1:q" } },
            message: '"inlinePolicies[0].policy.Statement[0].Action" holds sqs:*; list the actions',
        },
    },
);

const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
const workerNode = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";
describeRule(iamAdmin, [aws("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn: workerNode })], {
    "finds an administrator": {
        at: "0/policyArn",
        to: admin,
        message: '"policyArn" attaches AdministratorAccess; attach a policy that names what is needed',
    },
});
describeRule(iamAdmin, [aws("aws:iam/role:Role", { managedPolicyArns: [workerNode] })], {
    "finds an administrator's role": {
        at: "0/managedPolicyArns",
        to: [workerNode, admin],
        message: '"managedPolicyArns[1]" attaches AdministratorAccess; attach a policy that names what is needed',
    },
});

const raw = aws("aws:eks/cluster:Cluster", {
    vpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true },
    encryptionConfig: { provider: { keyArn: "arn" }, resources: ["secrets"] },
    enabledClusterLogTypes: ["api", "audit", "authenticator"],
    upgradePolicy: { supportType: "STANDARD" },
});
const component = aws("eks:index:Cluster", {
    endpointPublicAccess: false,
    encryptionConfigKeyArn: "arn",
    enabledClusterLogTypes: ["audit", "authenticator"],
    upgradePolicy: { supportType: "STANDARD" },
    skipDefaultNodeGroup: true,
});

describeRule(eksSecrets, [raw], {
    "finds unencrypted secrets": {
        at: "0/encryptionConfig",
        to: gone,
        message: '"encryptionConfig" has no key for "secrets"; set provider.keyArn and resources',
    },
    "finds a key that does not encrypt secrets": {
        at: "0/encryptionConfig/resources",
        to: [],
        message: '"encryptionConfig" has no key for "secrets"; set provider.keyArn and resources',
    },
});
describeRule(eksSecrets, [component], {
    "finds them in a component": {
        at: "0/encryptionConfigKeyArn",
        to: gone,
        message: '"encryptionConfigKeyArn" is missing; set a KMS key',
    },
});
for (const cluster of [raw, component]) {
    describeRule(eksLogs, [cluster], {
        "finds a missing log": {
            at: "0/enabledClusterLogTypes",
            to: ["audit"],
            message: '"enabledClusterLogTypes" lacks "authenticator"; add it',
        },
        "follows the option": {
            at: "0/enabledClusterLogTypes",
            to: [],
            options: { logTypes: ["api", "scheduler"] },
            message: '"enabledClusterLogTypes" lacks "api", "scheduler"; add them',
        },
    });
    describeRule(eksSupport, [cluster], {
        "finds extended support": {
            at: "0/upgradePolicy",
            to: gone,
            message: '"upgradePolicy.supportType" is not STANDARD, and the default of AWS is EXTENDED; write STANDARD',
        },
    });
    const prefix = cluster === raw ? "vpcConfig." : "";
    const path = prefix.replace(".", "/");
    describeRule(eksEndpoint, [cluster], {
        "finds an endpoint that is open by default": {
            at: `0/${path}endpointPublicAccess`,
            to: gone,
            message: `"${prefix}endpointPublicAccess" is not false and publicAccessCidrs is empty; write false or list the allowed addresses`,
        },
    });
    const listed = { ...cluster, props: { ...cluster.props, ...(prefix === "" ? cidrs() : { vpcConfig: cidrs() }) } };
    describeRule(eksEndpoint, [listed], {
        "finds an endpoint that is open to everybody": {
            at: `0/${path}publicAccessCidrs`,
            to: ["203.0.113.0/24", "0.0.0.0/0"],
            message: `"${prefix}publicAccessCidrs" holds 0.0.0.0/0; list only addresses that need the API server`,
        },
        "finds the internet in two halves": {
            at: `0/${path}publicAccessCidrs`,
            to: ["0.0.0.0/1", "128.0.0.0/1"],
            message: `"${prefix}publicAccessCidrs" holds 0.0.0.0/1, 128.0.0.0/1; list only addresses that need the API server`,
        },
    });
}

function cidrs(): Record<string, unknown> {
    return { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] };
}

const template = aws("aws:ec2/launchTemplate:LaunchTemplate", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 },
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }],
});
describeRule(nodeGroupMetadata, [template], {
    "finds IMDSv1": {
        at: "0/metadataOptions/httpTokens",
        to: "optional",
        message: '"metadataOptions.httpTokens" is not "required"; write "required"',
    },
    "finds a hop limit that is too high": {
        at: "0/metadataOptions/httpPutResponseHopLimit",
        to: 3,
        message: '"metadataOptions.httpPutResponseHopLimit" is 3; at most 2 are needed',
    },
});
describeRule(nodeGroupDisks, [template], {
    "finds an unencrypted disk": {
        at: "0/blockDeviceMappings/0/ebs/encrypted",
        to: gone,
        message: '"blockDeviceMappings[0].ebs.encrypted" is not true; write true',
    },
    "finds disks that the launch template does not define": {
        at: "0/blockDeviceMappings",
        to: gone,
        message: '"blockDeviceMappings" is missing; add the root device with ebs.encrypted',
    },
});
describeRule(nodeGroupMetadata, [component], {
    "finds the component's own node group": {
        at: "0/skipDefaultNodeGroup",
        to: gone,
        message: '"skipDefaultNodeGroup" is not true; the default node group cannot require IMDSv2',
    },
});
describeRule(nodeGroupMetadata, [aws("eks:index:Cluster", { autoMode: { enabled: true } })], {});
describeRule(nodeGroupDisks, [component], {
    "finds the component's own node group": {
        at: "0/skipDefaultNodeGroup",
        to: false,
        message: '"nodeRootVolumeEncrypted" is not true for the default node group; write true',
    },
});
for (const type of ["aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"]) {
    const group = aws(type, {
        launchTemplate: { id: "lt", version: "1" },
        instanceTypes: ["g4dn.xlarge"],
        scalingConfig: { minSize: 0, maxSize: 20, desiredSize: 0 },
    });
    describeRule(nodeGroupMetadata, [group], {
        "finds a group without a launch template": {
            at: "0/launchTemplate",
            to: gone,
            message: '"launchTemplate" is missing; set a launch template that requires IMDSv2',
        },
    });
    describeRule(nodeGroupDisks, [group], {
        "finds a group without a launch template": {
            at: "0/launchTemplate",
            to: gone,
            message: '"launchTemplate" is missing; set a launch template with encrypted disks',
        },
    });
    describeRule(nodeGroupSize, [group], {
        "finds a GPU group without a bound": {
            at: "0/scalingConfig/maxSize",
            to: gone,
            message: '"scalingConfig.maxSize" is missing; set the largest number of GPU nodes',
        },
        "finds a bound that is none": {
            at: "0/scalingConfig/maxSize",
            to: 1000,
            message: '"scalingConfig.maxSize" is 1000, at most 50 GPU nodes are allowed; lower it',
        },
        "asks nothing of groups without GPUs": { at: "0/instanceTypes", to: ["m7i.large"], message: "" },
    });
    describeRule(
        nodeGroupSize,
        [group],
        {
            "finds a GPU group that cannot reach zero": {
                at: "0/scalingConfig/minSize",
                to: 1,
                message: '"scalingConfig.minSize" is 1; GPU groups of this stack must be able to scale to 0',
            },
        },
        { scaleToZero: true },
    );
}
describeRule(
    nodeGroupDisks,
    [aws("eks:index:NodeGroupV2", { instanceType: "m7i.large", nodeRootVolumeEncrypted: true })],
    {
        "finds a self-managed group with disks in the clear": {
            at: "0/nodeRootVolumeEncrypted",
            to: gone,
            message: '"nodeRootVolumeEncrypted" is not true; write true',
        },
    },
);
describeRule(nodeGroupSize, [aws("eks:index:NodeGroupV2", { gpu: true, maxSize: 4 })], {
    "finds a self-managed group without a bound": {
        at: "0/maxSize",
        to: gone,
        message: '"maxSize" is missing; set the largest number of GPU nodes',
    },
});

describeRule(databases, [aws("aws:rds/instance:Instance", { storageEncrypted: true, publiclyAccessible: false })], {
    "finds an unencrypted database": {
        at: "0/storageEncrypted",
        to: gone,
        message: '"storageEncrypted" is not true; write true',
    },
    "finds a public database": {
        at: "0/publiclyAccessible",
        to: true,
        message: '"publiclyAccessible" is true; write false',
    },
});
describeRule(databases, [aws("aws:rds/clusterInstance:ClusterInstance", {})], {
    "finds a public member of a cluster": {
        at: "0/publiclyAccessible",
        to: true,
        message: '"publiclyAccessible" is true; write false',
    },
});
const cache = aws("aws:elasticache/replicationGroup:ReplicationGroup", {
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    subnetGroupName: "private",
});
describeRule(caches, [cache], {
    "finds data that is unencrypted at rest": {
        at: "0/atRestEncryptionEnabled",
        to: false,
        message: '"atRestEncryptionEnabled" is not true; write true',
    },
    "finds data that is unencrypted in transit": {
        at: "0/transitEncryptionEnabled",
        to: gone,
        message: '"transitEncryptionEnabled" is not true; write true',
    },
    "finds a cache outside the stack's subnets": {
        at: "0/subnetGroupName",
        to: gone,
        message: '"subnetGroupName" is missing; set a subnet group of private subnets',
    },
});
describeRule(caches, [aws("aws:elasticache/cluster:Cluster", { replicationGroupId: "group" })], {});

describeRule(kmsRotation, [aws("aws:kms/key:Key", { enableKeyRotation: true })], {
    "finds a key without rotation": {
        at: "0/enableKeyRotation",
        to: gone,
        message: '"enableKeyRotation" is not true; write true',
    },
});
describeRule(kmsRotation, [aws("aws:kms/key:Key", { customerMasterKeySpec: "RSA_4096" })], {});

const ingress = { fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: ["10.0.0.0/16"] };
describeRule(securityGroups, [aws("aws:ec2/securityGroup:SecurityGroup", { ingress: [ingress], egress: [all()] })], {
    "finds a group that allows the whole internet": {
        at: "0/ingress/0/cidrBlocks",
        to: ["10.0.0.0/16", "0.0.0.0/0"],
        message: '"ingress[0]" allows 0.0.0.0/0; set the source',
    },
    "finds the whole internet of IPv6": {
        at: "0/ingress/0/ipv6CidrBlocks",
        to: ["::/0"],
        message: '"ingress[0]" allows ::/0; set the source',
    },
    "follows the option": {
        at: "0/ingress/0/cidrBlocks",
        to: ["0.0.0.0/0"],
        options: { openPorts: [443] },
        message: "",
    },
});
describeRule(securityGroups, [aws("aws:ec2/securityGroupRule:SecurityGroupRule", { type: "egress", ...all() })], {
    "finds a rule that allows the whole internet": {
        at: "0/type",
        to: "ingress",
        message: '"cidrBlocks" allows 0.0.0.0/0; set the source',
    },
});
describeRule(
    securityGroups,
    [aws("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { cidrIpv4: "10.0.0.0/8" })],
    {
        "finds an ingress rule that allows everybody": {
            at: "0/cidrIpv4",
            to: "0.0.0.0/0",
            message: '"cidrIpv4" allows 0.0.0.0/0; set the source',
        },
    },
);

function all(): Record<string, unknown> {
    return { fromPort: 0, toPort: 65535, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] };
}
