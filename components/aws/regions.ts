/** Supported partitions. A resource of one partition cannot name one of another. Source: AWS General Reference, ARNs. */
export type Partition = "aws" | "aws-us-gov" | "aws-cn";

/** One AWS region. */
export interface Region {
    readonly partition: Partition;
    /** Letters of its availability zones, sorted: `abc` for `us-east-2a` to `us-east-2c`. */
    readonly zones: string;
}

/**
 * Regions by name. Source: AWS Global Infrastructure, regions and availability zones. Zones are those that an account of today
 * gets: us-west-1 and ap-northeast-1 withhold one each from new accounts.
 */
export const regions: Readonly<Record<string, Region>> = {
    ...inPartition("aws", {
        "af-south-1": "abc",
        "ap-east-1": "abc",
        "ap-east-2": "abc",
        "ap-northeast-1": "acd",
        "ap-northeast-2": "abcd",
        "ap-northeast-3": "abc",
        "ap-south-1": "abc",
        "ap-south-2": "abc",
        "ap-southeast-1": "abc",
        "ap-southeast-2": "abc",
        "ap-southeast-3": "abc",
        "ap-southeast-4": "abc",
        "ap-southeast-5": "abc",
        "ap-southeast-6": "abc",
        "ap-southeast-7": "abc",
        "ca-central-1": "abd",
        "ca-west-1": "abc",
        "eu-central-1": "abc",
        "eu-central-2": "abc",
        "eu-north-1": "abc",
        "eu-south-1": "abc",
        "eu-south-2": "abc",
        "eu-west-1": "abc",
        "eu-west-2": "abc",
        "eu-west-3": "abc",
        "il-central-1": "abc",
        "me-central-1": "abc",
        "me-south-1": "abc",
        "mx-central-1": "abc",
        "sa-east-1": "abc",
        "us-east-1": "abcdef",
        "us-east-2": "abc",
        "us-west-1": "ac",
        "us-west-2": "abcd",
    }),
    ...inPartition("aws-us-gov", { "us-gov-east-1": "abc", "us-gov-west-1": "abc" }),
    ...inPartition("aws-cn", { "cn-north-1": "abd", "cn-northwest-1": "abc" }),
};

function inPartition(partition: Partition, zones: Readonly<Record<string, string>>): Record<string, Region> {
    return Object.fromEntries(Object.entries(zones).map(([name, letters]) => [name, { partition, zones: letters }]));
}

/** Partition of a region, derived from its name, so that it also works for a region that the table lacks. */
export function partitionOf(region: string): Partition {
    if (region.startsWith("us-gov-")) {
        return "aws-us-gov";
    }
    return region.startsWith("cn-") ? "aws-cn" : "aws";
}

/** Domain of a region's endpoints. Source: AWS General Reference, service endpoints. */
export function dnsSuffix(region: string): string {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/** Host of a service's endpoint in a region, for example `sqs.us-west-2.amazonaws.com`. */
export function serviceHost(service: string, region: string): string {
    return `${service}.${region}.${dnsSuffix(region)}`;
}

/** Names of a region's availability zones, sorted; of a region that the table lacks, the usual three. */
export function zonesOf(region: string): readonly string[] {
    return [...(regions[region]?.zones ?? "abc")].map((letter) => `${region}${letter}`);
}

/** Regions of one partition, sorted. */
export function regionsIn(partition: Partition): readonly string[] {
    return Object.keys(regions).filter((name) => regions[name]?.partition === partition);
}

/**
 * Services of ours whose interface endpoints have a prefix of their own in China; all others keep the global one. Source:
 * aws-cdk, aws-ec2 lib/vpc-endpoint.ts, as DescribeVpcEndpointServices lists them in cn-north-1 and cn-northwest-1.
 */
const chinesePrefix: readonly string[] = ["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "sqs", "sts"];

/** Name of an AWS service in VPC endpoints; for S3 the gateway endpoint's. */
export function endpointService(region: string, service: string): string {
    const chinese = region.startsWith("cn-") && chinesePrefix.includes(service);
    return `${chinese ? "cn.com.amazonaws" : "com.amazonaws"}.${region}.${service}`;
}
