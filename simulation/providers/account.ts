import { type Partition, partitionOf, zonesOf } from "../../components/aws/regions";

/** The account and region a stack is simulated in. */
export interface SimulatedAccount {
    readonly partition: Partition;
    /** Twelve digits. */
    readonly accountId: string;
    readonly region: string;
    /** Availability zones of the region, sorted. */
    readonly zones: readonly string[];
}

/** An example account number of AWS's documentation, so that no real account appears. */
const EXAMPLE_ACCOUNT_ID = "111122223333";

/** Name of the IAM role that the simulated program runs under. */
export const SIMULATED_ROLE = "deployer";

/** Region of a stack that does not set `aws:region`. */
export const DEFAULT_REGION = "us-west-2";

/** The simulated account as seen from `region`. */
export function simulatedAccount(
    region: string = DEFAULT_REGION,
    accountId: string = EXAMPLE_ACCOUNT_ID,
): SimulatedAccount {
    return { partition: partitionOf(region), accountId, region, zones: zonesOf(region) };
}

/** DNS domain of the partition's services. */
export function dnsSuffix(partition: Partition): string {
    return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The account for one resource: its own `region` input overrides the provider's. */
export function accountOf({ region }: { readonly region?: unknown }, account: SimulatedAccount): SimulatedAccount {
    return typeof region === "string" && region !== account.region
        ? simulatedAccount(region, account.accountId)
        : account;
}

/** ARN of a regional resource. */
export function regionalArn(account: SimulatedAccount, service: string, resource: string): string {
    return `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** ARN of a global resource (IAM). */
export function globalArn(account: SimulatedAccount, service: string, resource: string): string {
    return `arn:${account.partition}:${service}::${account.accountId}:${resource}`;
}
