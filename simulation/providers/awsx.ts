import { accountOf, regionalArn, type SimulatedAccount } from "./account";
import { forcesNew, forcesNewInRegion } from "./aws/facts";
import { ec2Id, given } from "./naming";
import { type Properties, type SimulatedResource, type TypeTable } from "./types";

/** Zones of a VPC that does not set a number. Source: awsx `VpcArgs.numberOfAvailabilityZones`. */
const DEFAULT_ZONES = 3;

/** Address block of a VPC that does not set one. Source: awsx `VpcArgs.cidrBlock`. */
const DEFAULT_CIDR = "10.0.0.0/16";

/** The components of `@pulumi/awsx`. */
export const awsxTypes: TypeTable = {
    "awsx:ec2:Vpc": {
        remote: true,
        outputs: vpcOutputs,
        // Of the VPC and its subnets: each of these changes their addresses or zones.
        replaceOn: [
            ...forcesNewInRegion("ec2/vpc_.go", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
            ...forcesNew(
                "ec2/vpc_subnet.go",
                "availabilityZoneCidrMask",
                "availabilityZoneNames",
                "subnetSpecs[*].cidrBlocks",
                "subnetSpecs[*].cidrMask",
                "subnetSpecs[*].size",
                "subnetSpecs[*].type",
                "subnetStrategy",
            ),
        ],
    },
};

function vpcOutputs(resource: SimulatedResource): Properties {
    const { inputs, seed } = resource;
    const account = accountOf(inputs, resource.account);
    const vpcId = ec2Id("vpc", seed);
    const zones = zonesOf(inputs, account);
    const subnetIds = (kind: string) =>
        subnetKinds(inputs).includes(kind) ? zones.map((zone) => ec2Id("subnet", `${seed}/${kind}/${zone}`)) : [];
    const subnets = (kind: string) => subnetIds(kind).map((id, i) => ({ id, vpcId, availabilityZone: zones[i] }));
    return {
        vpcId,
        vpc: {
            id: vpcId,
            arn: regionalArn(account, "ec2", `vpc/${vpcId}`),
            cidrBlock: given(inputs, "cidrBlock", DEFAULT_CIDR),
        },
        publicSubnetIds: subnetIds("public"),
        privateSubnetIds: subnetIds("private"),
        isolatedSubnetIds: subnetIds("isolated"),
        publicSubnets: subnets("public"),
        privateSubnets: subnets("private"),
        isolatedSubnets: subnets("isolated"),
        subnets: [...subnets("public"), ...subnets("private"), ...subnets("isolated")],
        internetGateway: { id: ec2Id("igw", seed) },
        natGateways: natGateways(inputs, seed, zones),
        eips: [],
        routeTables: ["public", "private", "isolated"].flatMap((kind) =>
            subnetIds(kind).map((id) => ({ id: ec2Id("rtb", `${seed}/${id}`) })),
        ),
        routeTableAssociations: [],
        routes: [],
        subnetLayout: [],
        vpcEndpoints: given<Properties[]>(inputs, "vpcEndpointSpecs", []).map(({ serviceName }) => ({
            id: ec2Id("vpce", `${seed}/${String(serviceName)}`),
            serviceName,
        })),
    };
}

function zonesOf(inputs: Properties, account: SimulatedAccount): readonly string[] {
    return given(
        inputs,
        "availabilityZoneNames",
        account.zones.slice(0, given(inputs, "numberOfAvailabilityZones", DEFAULT_ZONES)),
    );
}

/** In lower case, as the component compares them; default: public and private. */
function subnetKinds(inputs: Properties): readonly string[] {
    const specs = given<Properties[]>(inputs, "subnetSpecs", [{ type: "Public" }, { type: "Private" }]);
    return specs.map(({ type }) => String(type).toLowerCase());
}

function natGateways(inputs: Properties, seed: string, zones: readonly string[]): Properties[] {
    const { strategy } = given<Properties>(inputs, "natGateways", {});
    const count = strategy === "None" ? 0 : strategy === "Single" ? 1 : zones.length;
    return zones.slice(0, count).map((zone) => ({ id: ec2Id("nat", `${seed}/${zone}`) }));
}
