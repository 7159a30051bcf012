import assert from "node:assert/strict";
import {
    existingNetworkFaults,
    foundNetworkFaults,
    foundNetworkWarnings,
} from "../../../../components/aws/network/existingNetworkFaults";
import { type FoundNetwork, type FoundSubnet } from "../../../../components/aws/network/foundNetwork";
import { awsConfig } from "../../../support/aws/awsSide";
import { existingVpc } from "../../../support/aws/existingNetwork";

const subnet = (over: Partial<FoundSubnet> = {}): FoundSubnet => ({
    cidr: "10.1.0.0/22",
    zoneId: "usw2-az1",
    freeAddresses: 1019,
    way: "elsewhere",
    ...over,
});
const open = subnet({ way: "internet-gateway" });

function found(over: Partial<FoundNetwork> = {}): FoundNetwork {
    return {
        vpc: { arn: "arn", cidrs: ["10.1.0.0/16"], enableDnsHostnames: true, enableDnsSupport: true },
        ...over,
        subnets: {
            "subnet-00000000a": subnet(),
            "subnet-00000000b": subnet(),
            "subnet-00000000c": subnet(),
            "subnet-0000000fa": open,
            "subnet-0000000fb": open,
            ...over.subnets,
        },
    };
}

const judge = (over: Partial<FoundNetwork>, settings: readonly string[] = []) =>
    foundNetworkFaults(awsConfig("prod", existingVpc(...settings)), found(over));

describe("what of an existing VPC cannot work", () => {
    it("is nothing where nodes have a way out and load balancers an internet gateway, or routes are not known", () => {
        assert.deepEqual(judge({}), []);
        const unknown = subnet({ way: "unknown" });
        assert.deepEqual(judge({ subnets: { "subnet-00000000a": unknown, "subnet-0000000fa": unknown } }), []);
    });

    it("is a VPC that is not there, or whose names do not resolve", () => {
        assert.deepEqual(judge({ vpc: undefined }), [
            {
                path: "network.existing.vpcId",
                reason: 'is "vpc-00000000", which these credentials do not see in the region of the stack: check the id, the region and the account',
            },
        ]);
        const vpc = { arn: "arn", cidrs: [], enableDnsHostnames: false, enableDnsSupport: true };
        assert.deepEqual(judge({ vpc }), [
            {
                path: "network.existing.vpcId",
                reason: 'is "vpc-00000000", which has DNS hostnames (enableDnsHostnames) switched off: nodes find the API server by its name, ask the owner of the VPC to switch it on',
            },
        ]);
    });

    it("is a subnet of another VPC, of another zone, or that is not there: all of them at once", () => {
        const faults = judge({
            subnets: {
                "subnet-00000000a": { at: { vpcId: "vpc-99999999", zone: "us-west-2a" } },
                "subnet-00000000b": { at: { vpcId: "vpc-00000000", zone: "us-west-2d" } },
                "subnet-0000000fb": { at: undefined },
            },
        });
        assert.deepEqual(faults, [
            {
                path: "network.existing.subnets[0].private",
                reason: 'is "subnet-00000000a", a subnet of vpc-99999999: must be one of vpc-00000000',
            },
            {
                path: "network.existing.subnets[1].private",
                reason: 'is "subnet-00000000b", which is in us-west-2d: list it under that zone, or name a subnet in us-west-2b',
            },
            {
                path: "network.existing.subnets[1].public",
                reason: 'is "subnet-0000000fb", which these credentials do not see in the region of the stack: check the id, the region and the account',
            },
        ]);
    });

    it("is a private subnet that is public, and a public one without an internet gateway", () => {
        const faults = judge({ subnets: { "subnet-00000000c": open, "subnet-0000000fa": subnet({ way: "nowhere" }) } });
        assert.deepEqual(faults, [
            {
                path: "network.existing.subnets[0].public",
                reason: "is not a public subnet: its default route leads nowhere, and an internet-facing load balancer needs one to an internet gateway",
            },
            {
                path: "network.existing.subnets[2].private",
                reason: "is a public subnet, whose default route leads to an internet gateway: nodes have no public addresses and could reach nothing through it, name a private one",
            },
        ]);
    });

    it("is a zone in which EKS has no control plane", () => {
        assert.deepEqual(judge({ subnets: { "subnet-00000000a": subnet({ zoneId: "use1-az3" }) } }), [
            {
                path: "network.existing.subnets[0].private",
                reason: "is in zone use1-az3, where EKS has no control plane: take another zone",
            },
        ]);
    });

    it("is what needs a way out, where private subnets have none", () => {
        const closed = { "subnet-00000000b": subnet({ way: "nowhere" }) };
        const cause = "private subnets of network.existing that have no default route";
        const dns = "ingress.dns={ zone: example.com, zoneId: Z0123456789EXAMPLE }";
        const webhook = "addons.monitoring.alerts={ critical: { kind: slack, secret: slack, channel: '#ops' } }";
        assert.deepEqual(judge({ subnets: closed }, [dns, webhook]), [
            {
                path: "images.mirror",
                reason: `is missing: with ${cause}, images come only from a registry that the network reaches, such as ECR`,
            },
            {
                path: "ingress.dns",
                reason: "needs a way out: Route 53 has no endpoint in the network; set a default route there, or drop dns and point the name at the load balancer yourself",
            },
            {
                path: "addons.monitoring.alerts.critical.kind",
                reason: `is slack, which the network does not reach with ${cause}: must be sns`,
            },
        ]);
    });
});

describe("what of an existing VPC is probably not meant", () => {
    const warnings = (over: Partial<FoundNetwork>, ...settings: string[]) =>
        foundNetworkWarnings(awsConfig("prod", existingVpc(...settings)), found(over));

    it("is a subnet that is nearly full", () => {
        assert.deepEqual(warnings({}), []);
        assert.deepEqual(warnings({ subnets: { "subnet-00000000c": subnet({ freeAddresses: 15 }) } }), [
            "network.existing.subnets[2].private has 15 free addresses: EKS recommends at least 16 for the control plane " +
                "alone, and nodes, pods and load balancers need more; take a larger subnet",
        ]);
    });

    it("is a network without way out whose endpoints the program does not know", () => {
        const subnets = { "subnet-00000000a": subnet({ way: "nowhere" }) };
        const start =
            "network.existing.subnets[0].private has no default route: the VPC needs a gateway endpoint for S3 on its route table";
        assert.deepEqual(warnings({ subnets }), [
            `${start}, and interface endpoints for the APIs that docs/aws.md lists`,
        ]);
        assert.deepEqual(warnings({ subnets }, "network.privateEndpoints=true"), [start]);
    });
});

describe("what the stack file alone shows of an existing VPC", () => {
    const zone = (letter: string, id: string, more = "") =>
        `{ zone: us-west-2${letter}, private: subnet-0000000${id}${more} }`;
    const judgeFile = (...subnets: string[]) =>
        existingNetworkFaults(
            awsConfig("prod", [`network={ existing: { vpcId: vpc-00000000, subnets: [${subnets.join(", ")}] } }`]),
        );

    it("a zone and a subnet that are listed twice", () => {
        assert.deepEqual(
            judgeFile(
                zone("a", "0a", ", public: subnet-0000000f"),
                zone("b", "0b", ", public: subnet-0000000e"),
                zone("a", "0b"),
            ),
            [
                {
                    path: "network.existing.subnets[2].zone",
                    reason: 'is "us-west-2a" again: the stack uses one private and one public subnet per zone, list each zone once',
                },
                {
                    path: "network.existing.subnets[2].private",
                    reason: 'is "subnet-00000000b" again: a subnet is either private or public, in one zone',
                },
            ],
        );
    });

    it("too few public subnets for a load balancer that outlives a zone", () => {
        const reason = (count: string) => [
            {
                path: "network.existing.subnets",
                reason: `has ${count}, and ingress.scheme is internet-facing: set public in at least two zones, or ingress.scheme to internal`,
            },
        ];
        assert.deepEqual(judgeFile(zone("a", "0a"), zone("b", "0b")), reason("no public subnet"));
        assert.deepEqual(
            judgeFile(zone("a", "0a", ", public: subnet-0000000f"), zone("b", "0b")),
            reason("one public subnet"),
        );
    });
});
