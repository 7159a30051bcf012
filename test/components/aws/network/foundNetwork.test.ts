import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { findNetwork, type FoundNetwork } from "../../../../components/aws/network/foundNetwork";

type Filter = { readonly name: string; readonly values: readonly string[] };
type Table = { readonly id: string; readonly subnets: readonly string[]; readonly routes: readonly object[] };

/** An account as EC2's functions show it: filters are applied as EC2 applies them. */
class Account implements pulumi.runtime.Mocks {
    constructor(
        private readonly vpcs: readonly string[],
        private readonly subnets: Readonly<Record<string, { readonly vpcId: string; readonly zone: string }>>,
        private readonly tables: readonly Table[],
    ) {}

    public newResource({ name, inputs }: pulumi.runtime.MockResourceArgs) {
        return { id: name, state: inputs as object };
    }

    public call({ token, inputs }: pulumi.runtime.MockCallArgs): object {
        const {
            id = "",
            routeTableId,
            filters = [],
        } = inputs as {
            id?: string;
            routeTableId?: string;
            filters?: readonly Filter[];
        };
        const value = (name: string) => filters.find((filter) => filter.name === name)?.values[0];
        switch (token) {
            case "aws:ec2/getVpcs:getVpcs":
                return { ids: this.vpcs.filter((each) => each === value("vpc-id")) };
            case "aws:ec2/getVpc:getVpc":
                return {
                    arn: `arn:aws:ec2:us-west-2:444455556666:vpc/${id}`,
                    cidrBlock: "10.1.0.0/16",
                    cidrBlockAssociations: [
                        { cidrBlock: "10.1.0.0/16", state: "associated" },
                        { cidrBlock: "100.64.0.0/16", state: "associated" },
                        { cidrBlock: "10.9.0.0/16", state: "disassociated" },
                    ],
                    enableDnsHostnames: true,
                    enableDnsSupport: false,
                };
            case "aws:ec2/getSubnets:getSubnets": {
                const subnet = this.subnets[value("subnet-id") ?? ""];
                const vpc = value("vpc-id") ?? subnet?.vpcId;
                const zone = value("availability-zone") ?? subnet?.zone;
                return { ids: subnet?.vpcId === vpc && subnet?.zone === zone && subnet ? [value("subnet-id")] : [] };
            }
            case "aws:ec2/getSubnet:getSubnet":
                return {
                    vpcId: this.subnets[id]?.vpcId,
                    availabilityZone: this.subnets[id]?.zone,
                    availabilityZoneId: "usw2-az4",
                    cidrBlock: "10.1.4.0/22",
                    availableIpAddressCount: 17,
                };
            case "aws:ec2/getRouteTables:getRouteTables": {
                const subnet = value("association.subnet-id");
                const main = value("association.main") === "true";
                const ids = this.tables.filter(({ subnets }) =>
                    main ? subnets.length === 0 : subnets.includes(subnet!),
                );
                return { ids: ids.map((table) => table.id) };
            }
            case "aws:ec2/getRouteTable:getRouteTable":
                return { routes: this.tables.find((table) => table.id === routeTableId)?.routes };
            default:
                throw new Error(`unexpected ${token}`);
        }
    }
}

async function ask(account: Account): Promise<FoundNetwork> {
    await pulumi.runtime.setMocks(account);
    return findNetwork({
        vpcId: "vpc-1",
        subnets: [
            { zone: "us-west-2a", private: "subnet-a", public: "subnet-f" },
            { zone: "us-west-2b", private: "subnet-b" },
        ],
    });
}

const to = (route: object) => ({ gatewayId: "", natGatewayId: "", ...route });
const inVpc = (zone: string) => ({ vpcId: "vpc-1", zone });

describe("reading an existing VPC", () => {
    it("takes every range that is associated, and the subnets' own, with where their default route leads", async () => {
        const account = new Account(
            ["vpc-1"],
            { "subnet-a": inVpc("us-west-2a"), "subnet-b": inVpc("us-west-2b"), "subnet-f": inVpc("us-west-2a") },
            [
                { id: "main", subnets: [], routes: [to({ cidrBlock: "10.0.0.0/8", gatewayId: "igw-1" })] },
                { id: "nat", subnets: ["subnet-a"], routes: [to({ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" })] },
                { id: "open", subnets: ["subnet-f"], routes: [to({ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" })] },
            ],
        );
        const subnet = { cidr: "10.1.4.0/22", zoneId: "usw2-az4", freeAddresses: 17 };
        assert.deepEqual(await ask(account), {
            vpc: {
                arn: "arn:aws:ec2:us-west-2:444455556666:vpc/vpc-1",
                cidrs: ["10.1.0.0/16", "100.64.0.0/16"],
                enableDnsHostnames: true,
                enableDnsSupport: false,
            },
            subnets: {
                "subnet-a": { ...subnet, way: "elsewhere" },
                "subnet-b": { ...subnet, way: "nowhere" },
                "subnet-f": { ...subnet, way: "internet-gateway" },
            },
        });
    });

    it("says where a subnet is instead, and does not fail for what is not there", async () => {
        const account = new Account(
            [],
            { "subnet-a": { vpcId: "vpc-2", zone: "us-west-2a" }, "subnet-b": inVpc("us-west-2d") },
            [],
        );
        assert.deepEqual(await ask(account), {
            vpc: undefined,
            subnets: {
                "subnet-a": { at: { vpcId: "vpc-2", zone: "us-west-2a" } },
                "subnet-b": { at: { vpcId: "vpc-1", zone: "us-west-2d" } },
                "subnet-f": { at: undefined },
            },
        });
    });

    it("does not know where traffic goes where no route table shows", async () => {
        const { subnets } = await ask(new Account(["vpc-1"], { "subnet-a": inVpc("us-west-2a") }, []));
        assert.equal((subnets["subnet-a"] as { way: string }).way, "unknown");
    });
});
