import { type ArgumentRule, type Properties, type RuleTable } from "../../types";
import { SIMULATED_ROLE } from "../../account";
import { given } from "../../naming";
import { atMost, between, matches, oneOf, rule, shown, tagRule } from "./vocabulary";

/** Letters of descriptions and names of security groups and of their rules. Source: EC2 API, CreateSecurityGroup and IpRange. */
const EC2_DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/;
const ec2Description = matches(EC2_DESCRIPTION, "at most 255 of a-z, A-Z, 0-9, space and ._-:/()#,@[]+=&;{}!$*");

const groupRules: readonly ArgumentRule[] = [rule("description", "EC2 API, IpRange", ec2Description), tagRule()];

/** Amounts of a node group. Source: EKS API, NodegroupScalingConfig. */
const scaling = rule("scalingConfig", "EKS API, NodegroupScalingConfig", (value) => {
    const config = value as Properties;
    const [min, max, desired] = ["minSize", "maxSize", "desiredSize"].map((key) => given(config, key, 0));
    if (min === undefined || max === undefined || desired === undefined || max < 1) {
        return `is ${shown(value)}: maxSize must be at least 1`;
    }
    if (desired < min) {
        return `is ${shown(value)}: minimum capacity ${min} cannot be greater than desired size ${desired}`;
    }
    return desired > max
        ? `is ${shown(value)}: desired size ${desired} cannot be greater than maximum ${max}`
        : undefined;
});

const PRIVATE_NETWORK =
    /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

const clusterName = matches(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, "1 to 100 letters, digits, dashes and underscores");

export const computeRules: RuleTable = {
    "aws:ec2/securityGroup:SecurityGroup": [
        rule(
            "name",
            "EC2 API, CreateSecurityGroup",
            ec2Description,
            matches(/^(?!sg-)/, "a name that does not start with sg-"),
        ),
        rule("description", "EC2 API, CreateSecurityGroup", ec2Description),
        tagRule(),
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRules,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRules,
    "aws:ec2/launchTemplate:LaunchTemplate": [
        rule(
            "name",
            "EC2 API, CreateLaunchTemplate",
            matches(/^[a-zA-Z0-9().\-/_]{3,128}$/, "3 to 128 of a-z, A-Z, 0-9 and ().-/_"),
        ),
        rule("description", "EC2 API, CreateLaunchTemplate", atMost(255)),
        rule("metadataOptions.httpPutResponseHopLimit", "EC2 API, InstanceMetadataOptionsRequest", between(1, 64)),
        rule("blockDeviceMappings[*].ebs.iops", "EBS user guide, gp3 volumes", between(3000, 80_000)),
        rule("blockDeviceMappings[*].ebs.throughput", "EBS user guide, gp3 volumes", between(125, 2000)),
        rule("blockDeviceMappings[*].ebs.volumeSize", "EBS user guide, gp3 volumes", between(1, 65_536)),
        tagRule(),
        tagRule("tagSpecifications[*].tags"),
    ],
    "aws:ec2/vpcEndpoint:VpcEndpoint": [tagRule()],
    "aws:ec2/flowLog:FlowLog": [rule("maxAggregationInterval", "EC2 API, CreateFlowLogs", oneOf(60, 600)), tagRule()],
    "awsx:ec2:Vpc": [tagRule(), tagRule("subnetSpecs[*].tags")],
    "aws:autoscaling/tag:Tag": [
        rule("tag.key", "Auto Scaling API, Tag", matches(/^.{1,128}$/s, "1 to 128 characters")),
        rule("tag.value", "Auto Scaling API, Tag", atMost(256)),
    ],
    "aws:eks/nodeGroup:NodeGroup": [
        rule(
            "nodeGroupName",
            "EKS API, CreateNodegroup",
            matches(/^[0-9A-Za-z][0-9A-Za-z_-]{0,62}$/, "1 to 63 letters, digits, dashes and underscores"),
        ),
        rule("capacityType", "EKS API, Nodegroup", oneOf("ON_DEMAND", "SPOT", "CAPACITY_BLOCK")),
        rule("labels.*", "EKS API, CreateNodegroup", atMost(63)),
        rule("taints[*].effect", "EKS API, Taint", oneOf("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE")),
        rule("updateConfig.maxUnavailablePercentage", "EKS API, NodegroupUpdateConfig", between(1, 100)),
        scaling,
        tagRule(),
    ],
    "aws:eks/addon:Addon": [tagRule()],
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": [tagRule()],
    "aws:eks/cluster:Cluster": [rule("name", "EKS API, CreateCluster", clusterName), tagRule()],
    "eks:index:Cluster": [
        rule("name", "EKS API, CreateCluster", clusterName),
        rule("publicAccessCidrs[*]", "EKS API, VpcConfigRequest", (value) =>
            PRIVATE_NETWORK.test(String(value)) ? `is ${shown(value)}: must be a public network` : undefined,
        ),
        rule("publicAccessCidrs", "Amazon EKS service quotas", (value) =>
            (value as unknown[]).length > 40 ? `are ${(value as unknown[]).length}: must be at most 40` : undefined,
        ),
        // EKS creates an entry for the role that creates the cluster. Source: pulumi-eks, issue 2373.
        rule("accessEntries.*.principalArn", "EKS API, CreateAccessEntry", (value) =>
            String(value).endsWith(`:role/${SIMULATED_ROLE}`)
                ? `is ${shown(value)}: the specified access entry resource is already in use on this cluster`
                : undefined,
        ),
        rule(
            "enabledClusterLogTypes[*]",
            "EKS API, LogSetup",
            oneOf("api", "audit", "authenticator", "controllerManager", "scheduler"),
        ),
        tagRule(),
    ],
};
