import assert from "node:assert/strict";
import { type z } from "zod";
import { bucketsSchema } from "../../config/buckets";
import { clusterSchema } from "../../config/cluster";
import { dataStoresSchema } from "../../config/dataStores";
import { modelStoreSchema } from "../../config/modelStore";
import { networkSchema, parseCidr } from "../../config/network";
import { nodeGroupSchema } from "../../config/nodeGroups";
import { validate } from "../../config/validate";

/** Faults of a topic, one line each; empty when it is right. */
function faultsOf(schema: z.ZodType, topic: object): readonly string[] {
    const result = validate(schema, topic, ["topic"]);
    return "faults" in result ? result.faults.map(({ path, reason }) => `"${path}" ${reason}`) : [];
}

describe("the model store's topic", () => {
    const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/0f0f0f0f-1111-2222-3333-444444444444";

    it("accepts up to three replicas, or an existing bucket", () => {
        assert.deepEqual(faultsOf(modelStoreSchema, { replicaRegions: ["us-east-1", "eu-west-1", "eu-west-2"] }), []);
        assert.deepEqual(faultsOf(modelStoreSchema, { existing: { bucket: "models", keyArn } }), []);
        const four = ["us-east-1", "eu-west-1", "eu-west-2", "eu-west-3"];
        assert.deepEqual(faultsOf(modelStoreSchema, { replicaRegions: four }), [
            `"topic.replicaRegions" is ${JSON.stringify(four)}: must be a list of at most 3`,
        ]);
    });

    it("refuses a region twice, replicas of an existing bucket, and ARNs of other things", () => {
        assert.deepEqual(faultsOf(modelStoreSchema, { replicaRegions: ["eu-west-1", "eu-west-1"] }), [
            '"topic.replicaRegions" is ["eu-west-1","eu-west-1"]: names a region twice',
        ]);
        assert.deepEqual(
            faultsOf(modelStoreSchema, { existing: { bucket: "models" }, replicaRegions: ["eu-west-1"] }),
            [
                '"topic.replicaRegions" is ["eu-west-1"]: the bucket\'s own stack replicates it: ' +
                    "drop replicaRegions, or drop existing",
            ],
        );
        assert.deepEqual(
            faultsOf(modelStoreSchema, {
                existing: { bucket: "Models", keyArn: "alias/models" },
            }),
            [
                '"topic.existing.bucket" is "Models": must be the name of an S3 bucket: ' +
                    "3 to 63 lower-case letters, digits, dashes and single dots",
                '"topic.existing.keyArn" is "alias/models": must be the ARN of a KMS key',
            ],
        );
    });
});

describe("the name of an existing bucket", () => {
    it("follows the rules of S3", () => {
        for (const bucket of ["models", "my.models", "models-111122223333-eu-west-1", "1models"]) {
            assert.deepEqual(faultsOf(modelStoreSchema, { existing: { bucket } }), []);
        }
        for (const bucket of [
            "ab",
            "my..models",
            "192.168.5.4",
            "xn--models",
            "sthree-models",
            "models-s3alias",
            "models--x-s3",
            "-models",
            "m".repeat(64),
        ]) {
            assert.equal(faultsOf(modelStoreSchema, { existing: { bucket } }).length, 1, bucket);
        }
    });
});

describe("the buckets' topic", () => {
    it("keeps objects by default", () => {
        assert.deepEqual(bucketsSchema.parse({}), {
            deletable: false,
            accessLogDays: 90,
            noncurrentDays: 30,
            backups: { days: 90 },
        });
    });

    it("locks backups no longer than they are kept", () => {
        assert.deepEqual(faultsOf(bucketsSchema, { backups: { days: 30, objectLock: { days: 30 } } }), []);
        assert.deepEqual(faultsOf(bucketsSchema, { backups: { days: 30, objectLock: { days: 31 } } }), [
            '"topic.backups.objectLock.days" is 31: must not be longer than backups are kept',
        ]);
    });
});

describe("the data stores' topic", () => {
    it("makes none unless asked", () => {
        assert.deepEqual(dataStoresSchema.parse({}), {});
    });

    it("requires host and networks of an external service", () => {
        assert.deepEqual(faultsOf(dataStoresSchema, { postgres: { kind: "external", secret: "db", cidrs: [] } }), [
            '"topic.postgres.host" is missing: must be a string',
            '"topic.postgres.cidrs" is []: must be a list of at least 1',
        ]);
        assert.deepEqual(
            faultsOf(dataStoresSchema, {
                redis: { kind: "external", host: "cache.example.com", secret: "a b", cidrs: ["10.0.0.1/8"] },
            }),
            [
                '"topic.redis.secret" is "a b": must be the name of a secret in Secrets Manager',
                '"topic.redis.cidrs[0]" is "10.0.0.1/8": must be an IPv4 network such as 10.0.8.0/24',
            ],
        );
    });
});

describe("a node group's topic", () => {
    const group = { instanceTypes: ["m7i.large"], min: 1, max: 2 };

    it("refuses sizes the wrong way round and names that are no instance types", () => {
        assert.deepEqual(faultsOf(nodeGroupSchema, group), []);
        assert.deepEqual(faultsOf(nodeGroupSchema, { ...group, min: 3 }), [
            '"topic.min" is 3: must not be greater than max',
        ]);
        assert.deepEqual(faultsOf(nodeGroupSchema, { ...group, instanceTypes: ["large"] }), [
            '"topic.instanceTypes[0]" is "large": must be an EC2 instance type such as g4dn.xlarge',
        ]);
    });

    it("rejects lists that are empty or repeat a value", () => {
        assert.deepEqual(faultsOf(nodeGroupSchema, { ...group, zones: [] }), [
            '"topic.zones" is []: must be a list of at least 1',
        ]);
        assert.deepEqual(faultsOf(nodeGroupSchema, { ...group, instanceTypes: ["m7i.large", "m7i.large"] }), [
            '"topic.instanceTypes" is ["m7i.large","m7i.large"]: names an instance type twice',
        ]);
        assert.deepEqual(faultsOf(nodeGroupSchema, { ...group, zones: ["us-west-2a", "us-west-2a"] }), [
            '"topic.zones" is ["us-west-2a","us-west-2a"]: names a zone twice',
        ]);
    });
});

describe("the cluster's topic", () => {
    it("keeps most of the internet away from the public endpoint, also in halves", () => {
        const tooWide =
            "opens the API server to a large part of the internet: list the networks that need it, each /8 or smaller";
        assert.deepEqual(faultsOf(clusterSchema, { endpoint: { publicCidrs: ["0.0.0.0/1", "128.0.0.0/1"] } }), [
            `"topic.endpoint.publicCidrs[0]" is "0.0.0.0/1": ${tooWide}`,
            `"topic.endpoint.publicCidrs[1]" is "128.0.0.0/1": ${tooWide}`,
        ]);
        assert.deepEqual(faultsOf(clusterSchema, { endpoint: { publicCidrs: ["203.0.113.0/24", "8.0.0.0/8"] } }), []);
        const many = Array.from({ length: 41 }, (_, i) => `203.0.113.${i}/32`);
        assert.match(
            faultsOf(clusterSchema, { endpoint: { publicCidrs: many } }).join(),
            /must be a list of at most 40$/,
        );
    });

    it("refuses private networks for the public endpoint, as EKS does", () => {
        for (const cidr of ["10.0.0.0/16", "172.31.0.0/16", "192.168.1.0/24", "100.64.0.0/10"]) {
            assert.deepEqual(faultsOf(clusterSchema, { endpoint: { publicCidrs: [cidr] } }), [
                `"topic.endpoint.publicCidrs[0]" is "${cidr}": is a private network, which EKS refuses here: ` +
                    "the public endpoint sees public addresses only",
            ]);
        }
    });

    it("takes private networks for the private endpoint, each once", () => {
        assert.deepEqual(faultsOf(clusterSchema, { endpoint: { privateCidrs: ["10.20.0.0/16"] } }), []);
        assert.deepEqual(faultsOf(clusterSchema, { endpoint: { privateCidrs: ["203.0.113.0/24"] } }), [
            '"topic.endpoint.privateCidrs[0]" is "203.0.113.0/24": must be a private IPv4 network such as 10.20.0.0/16',
        ]);
        assert.deepEqual(faultsOf(clusterSchema, { endpoint: { privateCidrs: ["10.20.0.0/16", "10.20.0.0/16"] } }), [
            '"topic.endpoint.privateCidrs" is ["10.20.0.0/16","10.20.0.0/16"]: names a network twice',
        ]);
    });

    it("keeps logs for a number of days that CloudWatch offers", () => {
        assert.deepEqual(faultsOf(clusterSchema, { logDays: 10 }), [
            '"topic.logDays" is 10: must be a number of days that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, ' +
                "120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
        ]);
        assert.deepEqual(faultsOf(networkSchema, { flowLogDays: 0 }), []);
        assert.deepEqual(faultsOf(networkSchema, { flowLogDays: 100 }), [
            '"topic.flowLogDays" is 100: must be 0 or a number of days that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, ' +
                "60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
        ]);
    });

    it("reports a version that only lacks its quotes", () => {
        assert.deepEqual(faultsOf(clusterSchema, { version: 1.36 }), [
            '"topic.version" is 1.36: must be one of 1.35, 1.36, 1.37, in quotes: "1.36"',
        ]);
        assert.deepEqual(faultsOf(clusterSchema, { version: 1.2 }), [
            '"topic.version" is 1.2: must be one of 1.35, 1.36, 1.37',
        ]);
    });
});

describe("the network's topic", () => {
    it("refuses ranges too small for prefixes of addresses, and ranges that start in the middle", () => {
        for (const cidr of [
            "10.40.0.0/21",
            "10.40.0.0/8",
            "10.40.1.0/16",
            "10.40.0.0",
            "10.256.0.0/16",
            // Public, loopback, multicast, and half outside a private range.
            "8.8.0.0/16",
            "127.0.0.0/16",
            "224.0.0.0/16",
            "172.32.0.0/16",
        ]) {
            assert.deepEqual(faultsOf(networkSchema, { cidr }), [
                `"topic.cidr" is "${cidr}": must be a private IPv4 network of /16 to /20 within 10.0.0.0/8, 172.16.0.0/12, ` +
                    "192.168.0.0/16, 100.64.0.0/10, for example 10.40.0.0/16",
            ]);
        }
        assert.deepEqual(parseCidr("10.40.0.0/16"), { first: 170393600, last: 170459135, prefix: 16 });
    });
});
