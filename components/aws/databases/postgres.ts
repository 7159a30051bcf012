import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type ManagedPostgresConfig } from "../../../config/dataStores";
import { type ServiceEndpoint } from "../../platform";
import { rdsAuthorities } from "./authorities";
import { type ManagedStoreArgs } from "./managedStore";
import { standbys } from "./standbys";
import { Key } from "../storage/key";
import { type AwsScope, secretPrefix } from "../scope";
import { ServiceFirewall } from "../network/serviceFirewall";

export const postgresPort = 5432;

/** Databases that one instance exports its logs of, and what CloudWatch calls the groups. Source: RDS user guide, PostgreSQL logs. */
const exportedLogs = ["postgresql", "upgrade"] as const;

/**
 * PostgreSQL by RDS in the private subnets, with a password of ours in Secrets Manager: one that RDS managed would be rotated
 * every seven days, and pods read it when they start.
 */
export class Postgres extends pulumi.ComponentResource {
    public readonly endpoint: ServiceEndpoint;

    constructor(name: string, args: ManagedStoreArgs<ManagedPostgresConfig>, opts?: pulumi.ComponentResourceOptions) {
        const { scope, config, network } = args;
        const production = scope.environment === "production";
        const deletionProtection = config.deletionProtection ?? production;
        super("inference-platform:aws:Postgres", name, {}, { ...opts, protect: deletionProtection });
        const child = { parent: this };
        const key = new Key(`${name}-data`, { scope, purpose: "PostgreSQL" }, child);
        const firewall = new ServiceFirewall(
            `${name}-access`,
            { scope, vpcId: network.vpcId, port: postgresPort, from: args.nodeSecurityGroupId },
            child,
        );
        const subnets = new aws.rds.SubnetGroup(
            name,
            { description: "Private subnets", subnetIds: network.privateSubnetIds, tags: scope.tags },
            child,
        );
        const parameters = new aws.rds.ParameterGroup(
            name,
            {
                family: `postgres${config.version}`,
                description: "TLS only",
                parameters: [{ name: "rds.force_ssl", value: "1" }],
                tags: scope.tags,
            },
            child,
        );
        const identifier = databaseIdentifier(scope, name);
        // RDS would create the groups itself, without an end to what they keep, and leave them behind.
        const logs = exportedLogs.map(
            (log) =>
                new aws.cloudwatch.LogGroup(
                    `${name}-${log}`,
                    {
                        name: `/aws/rds/instance/${identifier}/${log}`,
                        retentionInDays: config.logDays,
                        tags: scope.tags,
                    },
                    { ...child, protect: false },
                ),
        );
        const username = "inference";
        // RDS takes no / @ " and space; letters and digits are enough at this length.
        const password = new random.RandomPassword(
            name,
            { length: 64, special: false, keepers: { version: String(config.passwordVersion) } },
            child,
        );
        const secret = new aws.secretsmanager.Secret(
            name,
            {
                name: `${secretPrefix(scope.stack)}${name}`,
                description: `User and password of the PostgreSQL of stack ${scope.stack}`,
                // A name that waits for its deletion cannot be used again; in development it is used again soon.
                recoveryWindowInDays: production ? 7 : 0,
                tags: scope.tags,
            },
            child,
        );
        new aws.secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: pulumi.jsonStringify({ username, password: password.result }) },
            child,
        );
        const instance = new aws.rds.Instance(
            name,
            {
                identifier,
                engine: "postgres",
                engineVersion: config.version,
                // Both only for the one update that the stack file asks for: RDS stops the database for it.
                ...(config.majorUpgrade && { allowMajorVersionUpgrade: true, applyImmediately: true }),
                instanceClass: config.instanceClass,
                allocatedStorage: config.storageGiB,
                maxAllocatedStorage: config.maxStorageGiB,
                storageType: "gp3",
                storageEncrypted: true,
                kmsKeyId: key.arn,
                dbName: "inference",
                username,
                password: password.result,
                multiAz: standbys.postgres(config, scope.environment) > 0,
                publiclyAccessible: false,
                port: postgresPort,
                dbSubnetGroupName: subnets.name,
                vpcSecurityGroupIds: [firewall.groupId],
                parameterGroupName: parameters.name,
                autoMinorVersionUpgrade: true,
                backupRetentionPeriod: config.backupDays,
                copyTagsToSnapshot: true,
                enabledCloudwatchLogsExports: [...exportedLogs],
                deletionProtection,
                ...(production ? { finalSnapshotIdentifier: `${identifier}-final` } : { skipFinalSnapshot: true }),
                tags: scope.tags,
            },
            { ...child, dependsOn: logs },
        );

        const authorities = rdsAuthorities(scope.region);
        this.endpoint = {
            host: instance.address,
            port: postgresPort,
            secretName: secret.name,
            ...(authorities !== undefined && { authorities }),
            cidrs: network.privateCidrs,
        };
        this.registerOutputs({ host: this.endpoint.host, secretName: this.endpoint.secretName });
    }
}

/** Known before the database exists, so that its log groups can be made first. At most 63 characters. */
function databaseIdentifier({ tags, stack }: AwsScope, name: string): string {
    return `${tags.project}-${stack.toLowerCase()}-${name}`;
}
