import { type Properties } from "./types";

/** Partitions of AWS the ids are made for. `dnsSuffix` and ARN prefix differ between them. */
export const Partition = { Commercial: "aws", China: "aws-cn", UsGov: "aws-us-gov" } as const;
export type Partition = (typeof Partition)[keyof typeof Partition];

/** The account and region a stack is simulated in. */
export interface SimulatedAccount {
    readonly partition: Partition;
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Availability zones of the region, sorted. */
    readonly zones: readonly string[];
}

/** An account number that AWS's own documentation uses for examples, so no real account is ever named. */
export const EXAMPLE_ACCOUNT_ID = "111122223333";

/** Where a stack lies that names no region. */
export const DEFAULT_REGION = "us-west-2";

/**
 * Letters of the zones of regions that do not simply have a, b and c.
 * Source: AWS Global Infrastructure, "AWS Regions and Availability Zones".
 */
const ZONE_LETTERS: Readonly<Record<string, string>> = {
    "us-east-1": "abcdef",
    "us-west-1": "ac",
    "us-west-2": "abcd",
    "ca-central-1": "abd",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "cn-north-1": "abd",
};

/** The simulated account as seen from `region`. */
export function simulatedAccount(
    region: string = DEFAULT_REGION,
    accountId: string = EXAMPLE_ACCOUNT_ID,
): SimulatedAccount {
    return { partition: partitionOf(region), accountId, region, zones: zonesOf(region) };
}

export function partitionOf(region: string): Partition {
    if (region.startsWith("cn-")) {
        return Partition.China;
    }
    return region.startsWith("us-gov-") ? Partition.UsGov : Partition.Commercial;
}

/** Domain under which the partition's services answer. */
export function dnsSuffix(partition: Partition): string {
    return partition === Partition.China ? "amazonaws.com.cn" : "amazonaws.com";
}

export function zonesOf(region: string): string[] {
    return [...(ZONE_LETTERS[region] ?? "abc")].map((letter) => `${region}${letter}`);
}

/** The account as one resource sees it: its own `region` input wins over the provider's. */
export function accountOf(inputs: Properties, account: SimulatedAccount): SimulatedAccount {
    const { region } = inputs;
    return typeof region === "string" && region !== account.region
        ? simulatedAccount(region, account.accountId)
        : account;
}

/** ARN of something in the account's region. */
export function regionalArn(account: SimulatedAccount, service: string, resource: string): string {
    return `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** ARN of something the account has once for all regions (IAM). */
export function globalArn(account: SimulatedAccount, service: string, resource: string): string {
    return `arn:${account.partition}:${service}::${account.accountId}:${resource}`;
}
