import { answerInvoke, simulatedAccount } from "../../../simulation/providers";

const vpcId = "vpc-00000000";

/** As `--set`: a VPC with private subnets in three zones and public ones in two, and further settings. */
export function existingVpc(...settings: readonly string[]): readonly string[] {
    const subnets = [
        { zone: "us-west-2a", private: "subnet-00000000a", public: "subnet-0000000fa" },
        { zone: "us-west-2b", private: "subnet-00000000b", public: "subnet-0000000fb" },
        { zone: "us-west-2c", private: "subnet-00000000c" },
    ];
    return [`network=${JSON.stringify({ existing: { vpcId, subnets } })}`, ...settings];
}

/** Range of the VPC in the simulated account. */
export function vpcCidr(): string {
    return cidrOf("aws:ec2/getVpc:getVpc", { id: vpcId });
}

/** Range of one of its subnets. */
export function subnetCidr(id: string): string {
    return cidrOf("aws:ec2/getSubnet:getSubnet", { id, vpcId });
}

function cidrOf(token: string, args: Readonly<Record<string, string>>): string {
    return String(answerInvoke(token, args, simulatedAccount("us-west-2"))?.cidrBlock);
}
