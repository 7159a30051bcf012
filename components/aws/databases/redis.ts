import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ManagedRedisConfig } from "../../../config/dataStores";
import { type ServiceEndpoint } from "../../platform";
import { usualPorts } from "../../externalService";
import { createAlarms } from "../alarms/alarm";
import { credentials } from "./credentials";
import { type ManagedStoreArgs } from "./managedStore";
import { redisAlarms } from "./redisAlarms";
import { standbys } from "./standbys";
import { Key } from "../storage/key";
import { ServiceFirewall } from "../network/serviceFirewall";

const redisPort = usualPorts.redis;

/** A cache that speaks Redis' protocol: ElastiCache with Valkey in the private subnets, TLS and a password. */
export class Redis extends pulumi.ComponentResource {
    public readonly endpoint: ServiceEndpoint;

    constructor(name: string, args: ManagedStoreArgs<ManagedRedisConfig>, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:Redis", name, {}, opts);
        const { scope, config, network } = args;
        const replicas = standbys.redis(config, scope.environment);
        const child = { parent: this };
        const key = new Key(`${name}-data`, { scope, purpose: "Redis" }, child);
        const firewall = new ServiceFirewall(
            `${name}-access`,
            { scope, vpcId: network.vpcId, port: redisPort, from: args.nodeSecurityGroupId },
            child,
        );
        const subnets = new aws.elasticache.SubnetGroup(
            name,
            { description: "Private subnets", subnetIds: network.privateSubnetIds, tags: scope.tags },
            child,
        );
        const { password, secretName } = credentials(
            name,
            { scope, description: `Password of the Redis of stack ${scope.stack}` },
            child,
        );
        const group = new aws.elasticache.ReplicationGroup(
            name,
            {
                description: `Redis of stack ${scope.stack}`,
                engine: "valkey",
                engineVersion: "8.0",
                nodeType: config.nodeType,
                numCacheClusters: 1 + replicas,
                automaticFailoverEnabled: replicas > 0,
                multiAzEnabled: replicas > 0,
                port: redisPort,
                subnetGroupName: subnets.name,
                securityGroupIds: [firewall.groupId],
                atRestEncryptionEnabled: true,
                kmsKeyId: key.arn,
                transitEncryptionEnabled: true,
                transitEncryptionMode: "required",
                authToken: password,
                snapshotRetentionLimit: config.snapshotDays,
                autoMinorVersionUpgrade: true,
                tags: scope.tags,
            },
            child,
        );
        for (let i = 0; i < 1 + replicas; i++) {
            const nodeId = pulumi
                .all([group.id, group.memberClusters])
                .apply(([groupId, members]) => nodeOf(groupId, members, i));
            createAlarms(`${name}-${i + 1}`, redisAlarms(nodeId, replicas > 0), scope, child);
        }
        this.endpoint = {
            host: group.primaryEndpointAddress,
            port: redisPort,
            secretName,
            cidrs: network.privateCidrs,
        };
        this.registerOutputs({ host: this.endpoint.host, secretName: this.endpoint.secretName });
    }
}

/** A node by its place among the members, which come in no order; a preview does not list those that it adds. */
export function nodeOf(groupId: string, members: readonly string[], index: number): string {
    return [...members].sort()[index] ?? `${groupId}-${String(index + 1).padStart(3, "0")}`;
}
