import { type Partition, partitionOf, zonesOf } from "../../components/aws/regions";
import { type Properties } from "./types";

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

/** The simulated account as seen from `region`. */
export function simulatedAccount(
    region: string = DEFAULT_REGION,
    accountId: string = EXAMPLE_ACCOUNT_ID,
): SimulatedAccount {
    return { partition: partitionOf(region), accountId, region, zones: zonesOf(region) };
}

/** Domain under which the partition's services answer. */
export function dnsSuffix(partition: Partition): string {
    return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
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
