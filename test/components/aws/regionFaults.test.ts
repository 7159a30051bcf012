import assert from "node:assert/strict";
import { regionFaults } from "../../../components/aws/regionFaults";
import { clusterSchema } from "../../../config/cluster";
import { ingressSchema } from "../../../config/ingress";
import { keysSchema } from "../../../config/keys";
import { modelStoreSchema } from "../../../config/modelStore";
import { networkSchema } from "../../../config/network";
import { peopleSchema } from "../../../config/people";

interface Topics {
    readonly region?: string;
    readonly network?: object;
    readonly cluster?: object;
    readonly people?: object;
    readonly modelStore?: object;
    readonly keys?: object;
    readonly ingress?: object;
}

function faultsOf({
    region = "us-west-2",
    network = {},
    cluster = {},
    people = {},
    modelStore = {},
    keys = {},
    ingress,
}: Topics) {
    return regionFaults({
        region,
        network: networkSchema.parse(network),
        cluster: clusterSchema.parse(cluster),
        people: peopleSchema.parse(people),
        modelStore: modelStoreSchema.parse(modelStore),
        keys: keysSchema.parse(keys),
        ...(ingress !== undefined && { ingress: ingressSchema.parse(ingress) }),
    });
}

const certificate = (region: string) =>
    `arn:aws:acm:${region}:111122223333:certificate/00000000-0000-4000-8000-000000000000`;

describe("regionFaults", () => {
    it("wants keys of the region whose secrets and topics they encrypt", () => {
        const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/00000000-0000-4000-8000-000000000000`;
        assert.deepEqual(faultsOf({ keys: { secrets: [key("us-west-2")], topics: [key("us-west-2")] } }), []);
        assert.deepEqual(faultsOf({ keys: { secrets: [key("us-west-2"), key("eu-west-1")] } }), [
            {
                path: "keys.secrets[1]",
                reason: "is a key of eu-west-1: what it encrypts for this stack is in us-west-2, with a key of us-west-2",
            },
        ]);
    });

    it("finds nothing wrong in regions of every partition", () => {
        assert.deepEqual(faultsOf({}), []);
        assert.deepEqual(faultsOf({ region: "cn-north-1", modelStore: { replicaRegions: ["cn-northwest-1"] } }), []);
        assert.deepEqual(faultsOf({ region: "us-gov-west-1" }), []);
    });

    it("names the region that was meant", () => {
        const [fault, ...others] = faultsOf({ region: "us-wset-2" });
        assert.deepEqual(others, []);
        assert.equal(fault?.path, "aws:region");
        assert.match(
            fault?.reason ?? "",
            /^is "us-wset-2", not a region of AWS: must be one of af-south-1, .*, cn-northwest-1; did you mean "us-west-2"\?$/,
        );
    });

    it("keeps replicas in regions that exist and that S3 replicates to", () => {
        const faults = faultsOf({ modelStore: { replicaRegions: ["us-west-2", "eu-west-9", "cn-north-1"] } });
        assert.deepEqual(
            faults.map(({ path, reason }) => `${path} ${reason.replace(/one of .*us-east-2, us-west-1/, "one of …")}`),
            [
                'modelStore.replicaRegions[0] is "us-west-2", the region of the stack itself: ' +
                    "a replica belongs in another region",
                'modelStore.replicaRegions[1] is "eu-west-9", not a region of AWS: must be one of …; ' +
                    'did you mean "eu-west-1"?',
                'modelStore.replicaRegions[2] is "cn-north-1" in partition aws-cn, where S3 does not replicate to ' +
                    "from aws: must be one of …",
            ],
        );
    });

    it("offers no third zone where new accounts get two", () => {
        assert.deepEqual(faultsOf({ region: "us-west-1" }), [
            {
                path: "network.zones",
                reason: "is 3, but us-west-1 has 2 zones for new accounts, us-west-1a, us-west-1c: set it to 2",
            },
        ]);
        assert.deepEqual(faultsOf({ region: "us-west-1", network: { zones: 2 } }), []);
    });

    it("wants as many zones as it has names, each once, each of the region", () => {
        const network = { zones: 2, zoneNames: ["us-west-2a", "us-west-2a", "us-east-1a"] };
        assert.deepEqual(faultsOf({ network }), [
            { path: "network.zoneNames", reason: "names 3 zones where network.zones is 2: name as many" },
            { path: "network.zoneNames[1]", reason: 'names "us-west-2a" again: name each zone once' },
            {
                path: "network.zoneNames[2]",
                reason: 'is "us-east-1a": must be a zone of us-west-2, us-west-2a, us-west-2b, us-west-2c, us-west-2d',
            },
        ]);
    });

    it("takes a certificate of the load balancer's region, and roles of the region's partition", () => {
        const ingress = { hostname: "ai.example.com", certificateArn: certificate("us-east-1") };
        assert.deepEqual(faultsOf({ ingress, cluster: { adminRoles: ["arn:aws-cn:iam::111122223333:role/admin"] } }), [
            {
                path: "ingress.certificateArn",
                reason: "is a certificate of us-east-1: the load balancer takes one of its own region, us-west-2",
            },
            {
                path: "cluster.adminRoles[0]",
                reason: "is a role of partition aws-cn: roles for us-west-2 start with arn:aws:iam::",
            },
        ]);
        assert.deepEqual(faultsOf({ ingress: { ...ingress, certificateArn: certificate("us-west-2") } }), []);
    });
});
