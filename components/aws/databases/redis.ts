import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type ManagedRedisConfig } from "../../../config/dataStores";
import { type ServiceEndpoint } from "../../platform";
import { type ManagedStoreArgs } from "./managedStore";
import { standbys } from "./standbys";
import { Key } from "../storage/key";
import { secretPrefix } from "../scope";
import { ServiceFirewall } from "../network/serviceFirewall";

export const redisPort = 6379;

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
        // ElastiCache takes few special characters; letters and digits are enough at this length.
        const password = new random.RandomPassword(name, { length: 64, special: false }, child);
        const secret = new aws.secretsmanager.Secret(
            name,
            {
                name: `${secretPrefix(scope.stack)}${name}`,
                description: `Password of the Redis of stack ${scope.stack}`,
                // A name that waits for its deletion cannot be used again; in development it is used again soon.
                recoveryWindowInDays: scope.environment === "production" ? 7 : 0,
                tags: scope.tags,
            },
            child,
        );
        new aws.secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: pulumi.jsonStringify({ password: password.result }) },
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
                authToken: password.result,
                snapshotRetentionLimit: config.snapshotDays,
                autoMinorVersionUpgrade: true,
                tags: scope.tags,
            },
            child,
        );
        this.endpoint = {
            host: group.primaryEndpointAddress,
            port: redisPort,
            secretName: secret.name,
            cidrs: network.privateCidrs,
        };
        this.registerOutputs({ host: this.endpoint.host, secretName: this.endpoint.secretName });
    }
}
