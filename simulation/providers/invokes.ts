import { dnsSuffix, globalArn, regionalArn, SIMULATED_ROLE, simulatedAccount, type SimulatedAccount } from "./account";
import { ec2Id, given, hex, text } from "./naming";
import { type Properties, type SimulatedInvoke } from "./types";

/** Results of provider functions by token. */
export const invokes: Readonly<Record<string, SimulatedInvoke>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, account) => ({
        id: account.accountId,
        accountId: account.accountId,
        arn: `arn:${account.partition}:sts::${account.accountId}:assumed-role/${SIMULATED_ROLE}/simulation`,
        userId: "AROASIMULATION:simulation",
    }),
    "aws:iam/getSessionContext:getSessionContext": (args, account) => {
        const arn = text(args, "arn");
        const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
        return {
            id: arn,
            arn,
            issuerArn: role === undefined ? arn : globalArn(account, "iam", `role/${role}`),
            issuerId: role === undefined ? "" : "AROASIMULATION",
            issuerName: role ?? "",
            sessionName: arn.split("/").at(-1),
        };
    },
    // Nothing exists before the program has run; a rehearsal asks its own inventory first.
    "aws:eks/getClusters:getClusters": (args, provider) => {
        const { region } = inRegion(args, provider);
        return { id: region, region, names: [] };
    },
    "aws:autoscaling/getAmiIds:getAmiIds": (args, provider) => {
        const { region } = inRegion(args, provider);
        return { id: region, region, names: [], arns: [] };
    },
    "aws:ebs/getEbsVolumes:getEbsVolumes": (args, provider) => {
        const { region } = inRegion(args, provider);
        return { id: region, region, ids: [] };
    },
    "aws:index/getPartition:getPartition": (_args, { partition }) => {
        const suffix = dnsSuffix(partition);
        return { id: partition, partition, dnsSuffix: suffix, reverseDnsPrefix: suffix.split(".").reverse().join(".") };
    },
    "aws:index/getRegion:getRegion": (args, account) => {
        const region = text(args, "region", text(args, "name", account.region));
        return {
            id: region,
            name: region,
            region,
            description: region,
            endpoint: `ec2.${region}.${dnsSuffix(account.partition)}`,
        };
    },
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args, provider) => {
        const account = inRegion(args, provider);
        return {
            id: account.region,
            region: account.region,
            names: account.zones,
            zoneIds: account.zones.map(zoneId),
            groupNames: [account.region],
        };
    },
    "aws:eks/getAddonVersion:getAddonVersion": (args) => ({
        id: text(args, "addonName"),
        addonName: text(args, "addonName"),
        kubernetesVersion: text(args, "kubernetesVersion"),
        // EKS has one default for each minor, so an upgrade moves the add-ons.
        version: `v${text(args, "kubernetesVersion", "1.0")}.0-eksbuild.1`,
    }),
    "aws:eks/getCluster:getCluster": (args, provider) => {
        const account = inRegion(args, provider);
        const name = text(args, "name");
        return { id: name, name, arn: regionalArn(account, "eks", `cluster/${name}`), status: "ACTIVE" };
    },
    "aws:ssm/getParameter:getParameter": (args, provider) => {
        const account = inRegion(args, provider);
        const name = text(args, "name");
        const value = name.includes("/ami") || name.includes("image_id") ? ec2Id("ami", name) : `value-${hex(name, 7)}`;
        return {
            id: name,
            name,
            arn: regionalArn(account, "ssm", `parameter/${name.replace(/^\//, "")}`),
            type: "String",
            value,
            insecureValue: value,
            version: 1,
        };
    },
    "aws:ec2/getPrefixList:getPrefixList": (args) => prefixList(text(args, "name")),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": (args, account) => {
        const list = prefixList(text(args, "name"));
        return {
            ...list,
            arn: regionalArn(account, "ec2", `prefix-list/${list.id}`),
            entries: list.cidrBlocks.map((cidr) => ({ cidr, description: "" })),
        };
    },
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": (args, provider) => {
        const account = inRegion(args, provider);
        const serviceName = text(args, "serviceName", `com.amazonaws.${account.region}.${text(args, "service")}`);
        return {
            id: serviceName,
            serviceName,
            availabilityZones: account.zones,
            serviceType: text(args, "serviceType"),
        };
    },
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
        const json = JSON.stringify(policyDocument(args), null, 2);
        return { ...args, id: hex(json, 10), json, minifiedJson: JSON.stringify(JSON.parse(json)) };
    },
    "aws:iam/getPolicy:getPolicy": (args, account) => {
        const name = text(args, "name");
        const arn = text(args, "arn", `arn:${account.partition}:iam::aws:policy/${name}`);
        return { id: arn, arn, name: name === "" ? arn.split("/").at(-1) : name };
    },
    // What a stack file names is there, and where it says; which route tables lead where is not known.
    "aws:ec2/getVpcs:getVpcs": (args, provider) => ({
        id: inRegion(args, provider).region,
        ids: filterValues(args, "vpc-id"),
    }),
    "aws:ec2/getSubnets:getSubnets": (args, provider) => ({
        id: inRegion(args, provider).region,
        ids: filterValues(args, "subnet-id"),
    }),
    "aws:ec2/getRouteTables:getRouteTables": (args, provider) => ({ id: inRegion(args, provider).region, ids: [] }),
    "aws:ec2/getVpc:getVpc": (args, provider) => {
        const account = inRegion(args, provider);
        const id = text(args, "id", ec2Id("vpc", "default"));
        const cidrBlock = `${vpcRange(id)}.0.0/16`;
        return {
            id,
            arn: regionalArn(account, "ec2", `vpc/${id}`),
            ownerId: account.accountId,
            cidrBlock,
            cidrBlockAssociations: [{ associationId: ec2Id("vpc-cidr-assoc", id), cidrBlock, state: "associated" }],
            enableDnsHostnames: true,
            enableDnsSupport: true,
            state: "available",
        };
    },
    "aws:ec2/getSubnet:getSubnet": (args, provider) => {
        const account = inRegion(args, provider);
        const id = text(args, "id", ec2Id("subnet", "default"));
        const vpcId = text(args, "vpcId", ec2Id("vpc", "default"));
        const availabilityZone = text(args, "availabilityZone", account.zones[0]);
        return {
            id,
            arn: regionalArn(account, "ec2", `subnet/${id}`),
            ownerId: account.accountId,
            vpcId,
            availabilityZone,
            availabilityZoneId: zoneId(availabilityZone, account.zones.indexOf(availabilityZone)),
            // One of the VPC's 64 ranges of this size.
            cidrBlock: `${vpcRange(vpcId)}.${(Number.parseInt(hex(id, 6), 16) % 64) * 4}.0/22`,
            // AWS keeps five addresses of a subnet for itself.
            availableIpAddressCount: 1024 - 5,
            state: "available",
        };
    },
    "aws:route53/getZone:getZone": (args) => {
        const name = text(args, "name");
        const zoneId = text(args, "zoneId", `Z${hex(name, 20).toUpperCase()}`);
        return { id: zoneId, zoneId, name, nameServers: [] };
    },
};

function inRegion(args: Properties, account: SimulatedAccount): SimulatedAccount {
    const region = text(args, "region", account.region);
    return region === account.region ? account : simulatedAccount(region, account.accountId);
}

/** `usw2-az1` of us-west-2a, the first of its region. */
function zoneId(zone: string, position: number): string {
    const [area = "", direction = "", rest = ""] = zone.split("-");
    return `${area}${direction.slice(0, 1)}${rest.slice(0, 1)}-az${position + 1}`;
}

/** The first two octets of a VPC's range; two VPCs rarely share them. */
function vpcRange(id: string): string {
    return `10.${Number.parseInt(hex(id, 6), 16) % 256}`;
}

/** The values that a question about a list of resources names in one of its filters. */
function filterValues(args: Properties, name: string): readonly string[] {
    const filters = given<{ readonly name: string; readonly values: readonly string[] }[]>(args, "filters", []);
    return filters.find((filter) => filter.name === name)?.values ?? [];
}

/** Addresses are in a block reserved for documentation (RFC 5737). */
function prefixList(name: string) {
    return { id: ec2Id("pl", name), prefixListId: ec2Id("pl", name), name, cidrBlocks: ["198.51.100.0/24"] };
}

/** The policy document of a list of statements. Source: `aws.iam.getPolicyDocument`, documentation of its arguments. */
function policyDocument(args: Properties): Properties {
    const statements = given<Properties[]>(args, "statements", []).map((statement) => ({
        ...optional("Sid", statement.sid),
        Effect: text(statement, "effect", "Allow"),
        ...optional("Action", oneOrMany(statement.actions)),
        ...optional("NotAction", oneOrMany(statement.notActions)),
        ...optional("Resource", oneOrMany(statement.resources)),
        ...optional("NotResource", oneOrMany(statement.notResources)),
        ...optional("Principal", principals(statement.principals)),
        ...optional("NotPrincipal", principals(statement.notPrincipals)),
        ...optional("Condition", conditions(statement.conditions)),
    }));
    return { Version: text(args, "version", "2012-10-17"), ...optional("Id", args.policyId), Statement: statements };
}

function optional(key: string, value: unknown): Properties {
    return { ...(value !== undefined && value !== null && { [key]: value }) };
}

function oneOrMany(values: unknown): unknown {
    return Array.isArray(values) ? (values.length === 1 ? (values[0] as unknown) : values) : undefined;
}

function principals(values: unknown): unknown {
    if (!Array.isArray(values) || values.length === 0) {
        return undefined;
    }
    return Object.fromEntries(
        (values as Properties[]).map((principal) => [text(principal, "type"), oneOrMany(principal.identifiers)]),
    );
}

function conditions(values: unknown): unknown {
    if (!Array.isArray(values) || values.length === 0) {
        return undefined;
    }
    const result: Record<string, Record<string, unknown>> = {};
    for (const condition of values as Properties[]) {
        const test = (result[text(condition, "test")] ??= {});
        test[text(condition, "variable")] = oneOrMany(condition.values);
    }
    return result;
}
