import { dnsSuffix, regionalArn } from "../account";
import { capitals, given, hex, text, uuid } from "../naming";
import { type SimulatedResource, type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** The twelve characters that AWS puts into the database host names of a region. */
const hostPart = ({ account }: SimulatedResource) => hex(`${account.accountId}/${account.region}`, 12);

/** Default port by engine. Source: RDS and ElastiCache user guides, default ports. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
    postgres: 5432,
    "aurora-postgresql": 5432,
    mysql: 3306,
    "aurora-mysql": 3306,
    mariadb: 3306,
    redis: 6379,
    valkey: 6379,
    memcached: 11211,
};

function portOf({ inputs }: SimulatedResource, engine: string): number {
    return given(inputs, "port", DEFAULT_PORTS[text(inputs, "engine", engine)] ?? 0);
}

export const databaseTypes: TypeTable = {
    "aws:rds/instance:Instance": {
        autoName: { property: "identifier", maxLength: 63, lowerCase: true },
        id: ({ seed }) => `db-${capitals(seed, 26)}`,
        outputs: (resource, id) => {
            const { inputs, account, seed } = resource;
            const identifier = text(inputs, "identifier");
            const address = `${identifier}.${hostPart(resource)}.${account.region}.rds.${dnsSuffix(account.partition)}`;
            const port = portOf(resource, "postgres");
            return {
                address,
                arn: regionalArn(account, "rds", `db:${identifier}`),
                endpoint: `${address}:${port}`,
                engineVersionActual: text(inputs, "engineVersion"),
                hostedZoneId: `Z${capitals(`${account.region}/rds`, 13)}`,
                port,
                resourceId: id,
                status: "available",
                masterUserSecrets:
                    inputs.manageMasterUserPassword === true
                        ? [
                              {
                                  secretArn: regionalArn(
                                      account,
                                      "secretsmanager",
                                      `secret:rds!db-${uuid(seed)}-${hex(seed, 6)}`,
                                  ),
                                  secretStatus: "active",
                                  kmsKeyId: text(inputs, "masterUserSecretKmsKeyId"),
                              },
                          ]
                        : [],
            };
        },
        secretOutputs: ["password"],
        replaceOn: forcesNewInRegion(
            "rds/instance.go",
            "availabilityZone",
            "backupTarget",
            "characterSetName",
            "dbName",
            "engine",
            "kmsKeyId",
            "ncharCharacterSetName",
            "restoreToPointInTime",
            "s3Import",
            "snapshotIdentifier",
            "storageEncrypted",
            "timezone",
            "username",
        ),
    },
    "aws:rds/subnetGroup:SubnetGroup": {
        autoName: { property: "name", maxLength: 255, lowerCase: true },
        outputs: ({ inputs, account }, id) => ({
            arn: regionalArn(account, "rds", `subgrp:${id}`),
            description: given(inputs, "description", "Managed by Pulumi"),
            supportedNetworkTypes: ["IPV4"],
        }),
        replaceOn: forcesNewInRegion("rds/subnet_group.go", "name", "namePrefix"),
    },
    "aws:rds/parameterGroup:ParameterGroup": {
        autoName: { property: "name", maxLength: 255, lowerCase: true },
        outputs: ({ inputs, account }, id) => ({
            arn: regionalArn(account, "rds", `pg:${id}`),
            description: given(inputs, "description", "Managed by Pulumi"),
        }),
        replaceOn: forcesNewInRegion("rds/parameter_group.go", "description", "family", "name", "namePrefix"),
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        autoName: { property: "replicationGroupId", maxLength: 40, lowerCase: true },
        outputs: (resource, id) => {
            const { inputs, account } = resource;
            const suffix = `${hex(account.accountId, 6)}.${regionCode(account.region)}.cache.${dnsSuffix(account.partition)}`;
            const replicas = Number(given(inputs, "numCacheClusters", 1));
            return {
                arn: regionalArn(account, "elasticache", `replicationgroup:${id}`),
                clusterEnabled: inputs.numNodeGroups !== undefined,
                configurationEndpointAddress: inputs.numNodeGroups !== undefined ? `clustercfg.${id}.${suffix}` : "",
                engineVersionActual: text(inputs, "engineVersion"),
                memberClusters: Array.from({ length: replicas }, (_, i) => `${id}-${String(i + 1).padStart(3, "0")}`),
                port: portOf(resource, "redis"),
                primaryEndpointAddress: `master.${id}.${suffix}`,
                readerEndpointAddress: `replica.${id}.${suffix}`,
            };
        },
        secretOutputs: ["authToken"],
        replaceOn: forcesNewInRegion(
            "elasticache/replication_group.go",
            "atRestEncryptionEnabled",
            "dataTieringEnabled",
            "globalReplicationGroupId",
            "kmsKeyId",
            "networkType",
            "port",
            "replicationGroupId",
            "securityGroupNames",
            "snapshotArns",
            "snapshotName",
            "subnetGroupName",
        ),
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {
        autoName: { property: "name", maxLength: 255, lowerCase: true },
        outputs: ({ inputs, account }, id) => ({
            arn: regionalArn(account, "elasticache", `subnetgroup:${id}`),
            description: given(inputs, "description", "Managed by Pulumi"),
        }),
        replaceOn: forcesNewInRegion("elasticache/subnet_group.go", "name"),
    },
    "aws:elasticache/parameterGroup:ParameterGroup": {
        autoName: { property: "name", maxLength: 255, lowerCase: true },
        outputs: ({ inputs, account }, id) => ({
            arn: regionalArn(account, "elasticache", `parametergroup:${id}`),
            description: given(inputs, "description", "Managed by Pulumi"),
        }),
        replaceOn: forcesNewInRegion("elasticache/parameter_group.go", "description", "family", "name"),
    },
};

/** The short form in ElastiCache host names: `usw2` for us-west-2. */
function regionCode(region: string): string {
    const [area = "", direction = "", number = ""] = region.split("-");
    return `${area}${direction.slice(0, 1)}${number}`;
}
