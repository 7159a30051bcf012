import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type PlatformConfig } from "../../../config/platform";
import { natGatewayCount } from "../network/natGateways";
import { instanceTypes } from "../nodes/instanceTypes";
import { eksGroups } from "../nodes/zonalGroups";

/** A service quota of the account, in the stack's region. */
export interface QuotaNeed {
    readonly quota: string;
    /** Code of Service Quotas, of the service `ec2`. */
    readonly code: string;
    /** With every node group at its `max`. */
    readonly needed: number;
    /** What AWS grants a new account. */
    readonly newAccount: number;
}

interface Quota {
    readonly name: string;
    readonly code: string;
    readonly newAccount: number;
}

type Market = "onDemand" | "spot";

/**
 * vCPUs, by the letters that a type's family begins with. Sources: EC2 user guide, On-Demand and Spot Instance quotas; Service
 * Quotas console, default values.
 */
const vcpuQuotas = {
    gAndVt: {
        onDemand: { name: "vCPUs of running on-demand G and VT instances", code: "L-DB2E81BA", newAccount: 0 },
        spot: { name: "vCPUs of all G and VT spot requests", code: "L-3819A6DF", newAccount: 0 },
    },
    p: {
        onDemand: { name: "vCPUs of running on-demand P instances", code: "L-417A185B", newAccount: 0 },
        spot: { name: "vCPUs of all P spot requests", code: "L-7212CCBC", newAccount: 0 },
    },
    standard: {
        onDemand: { name: "vCPUs of running on-demand standard instances", code: "L-1216C47A", newAccount: 5 },
        spot: { name: "vCPUs of all standard spot requests", code: "L-34B43A08", newAccount: 5 },
    },
} as const satisfies Readonly<Record<string, Readonly<Record<Market, Quota>>>>;

const elasticIps: Quota = { name: "Elastic IP addresses", code: "L-0263D0A3", newAccount: 5 };

/** The quotas that a stack uses at its largest, in the order of the table above; what it does not use is left out. */
export function quotaNeeds(config: Pick<PlatformConfig, "nodeGroups" | "network">): readonly QuotaNeed[] {
    const groups = eksGroups(config).map(({ config: group }) => group);
    const vcpus = Object.values(vcpuQuotas).flatMap((markets) =>
        Object.values<Quota>(markets).map((quota) =>
            need(quota, sum(groups.filter((group) => quotaOf(group) === quota))),
        ),
    );
    // Each NAT gateway has an Elastic IP.
    return [...vcpus, need(elasticIps, natGatewayCount(config.network))].filter(({ needed }) => needed > 0);
}

function need({ name, code, newAccount }: Quota, needed: number): QuotaNeed {
    return { quota: name, code, needed, newAccount };
}

function sum(groups: readonly NodeGroupConfig[]): number {
    return groups.reduce((total, group) => total + group.max * largestVcpus(group), 0);
}

/** A group may start any of its types. */
function largestVcpus({ instanceTypes: names }: NodeGroupConfig): number {
    return Math.max(...names.map((name) => instanceTypes.get(name)?.vcpus ?? 0));
}

/** None for a capacity block, which is bought and does not count. Source: EC2 user guide, Capacity Blocks for ML. */
function quotaOf({ instanceTypes: [type = ""], capacity, reservation }: NodeGroupConfig): Quota | undefined {
    if (reservation?.kind === "capacity-block") {
        return undefined;
    }
    const family = /^(g|p)\d/.exec(type)?.[1];
    const quotas = family === "g" ? vcpuQuotas.gAndVt : family === "p" ? vcpuQuotas.p : vcpuQuotas.standard;
    return capacity === "spot" ? quotas.spot : quotas.onDemand;
}
