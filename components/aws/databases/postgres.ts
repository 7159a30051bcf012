import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
    accountDatabases,
    type AddonAccount,
    type DatabaseAccount,
    type ManagedPostgresConfig,
} from "../../../config/dataStores";
import { type PostgresEndpoint } from "../../platform";
import { usualPorts } from "../../externalService";
import { createAlarms } from "../alarms/alarm";
import { rdsAuthorities } from "./authorities";
import { credentials } from "./credentials";
import { type ManagedStoreArgs } from "./managedStore";
import { postgresAlarms } from "./postgresAlarms";
import { standbys } from "./standbys";
import { Key } from "../storage/key";
import { type AwsScope } from "../scope";
import { ServiceFirewall } from "../network/serviceFirewall";

const postgresPort = usualPorts.postgres;

/** Databases that one instance exports its logs of, and what CloudWatch calls the groups. Source: RDS user guide, PostgreSQL logs. */
const exportedLogs = ["postgresql", "upgrade"] as const;

export interface PostgresArgs extends ManagedStoreArgs<ManagedPostgresConfig> {
    /** Programs besides the workloads that get a user and a database of their own. */
    readonly accounts: readonly AddonAccount[];
}

/**
 * PostgreSQL by RDS in the private subnets, with passwords of ours in Secrets Manager: one that RDS managed would be rotated
 * every seven days, and pods read theirs when they start.
 */
export class Postgres extends pulumi.ComponentResource {
    public readonly endpoint: PostgresEndpoint;

    constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
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
        const version = config.passwordVersion;
        const username = "inference";
        const administrator = credentials(
            name,
            { scope, description: `Administrator of the PostgreSQL of stack ${scope.stack}`, username, version },
            child,
        );
        const account = (role: DatabaseAccount) => {
            const username = loginName(role, version);
            const description = `User of the role ${role} in the PostgreSQL of stack ${scope.stack}`;
            return {
                // Not protected with the data: an add-on that is switched off takes its user's secret with it.
                ...credentials(
                    `${name}-${role}`,
                    { scope, description, username, version },
                    { ...child, protect: false },
                ),
                login: username,
                // Pods that run since before the last rotation go on with it.
                ...(version > 1 && { previousLogin: loginName(role, version - 1) }),
            };
        };
        const accounts = {
            application: account("application"),
            ...Object.fromEntries(args.accounts.map((role) => [role, account(role)])),
        };
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
                dbName: accountDatabases.application,
                username,
                password: administrator.password,
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

        // Not protected with the data: alarms come and go while the database stays.
        createAlarms(name, postgresAlarms(instance.identifier, config), scope, { ...child, protect: false });

        const authorities = rdsAuthorities(scope.region);
        this.endpoint = {
            host: instance.address,
            port: postgresPort,
            secretName: accounts.application.secretName,
            ...(authorities !== undefined && { authorities }),
            cidrs: network.privateCidrs,
            managed: {
                administrator: administrator.secretName,
                accounts,
                ready: [instance, administrator.ready, ...Object.values(accounts).map(({ ready }) => ready)],
            },
        };
        this.registerOutputs({ host: this.endpoint.host, secretName: this.endpoint.secretName });
    }
}

/** User of a password; the next password has another, so that both work side by side. */
function loginName(role: DatabaseAccount, version: number): string {
    return `${role}_v${version}`;
}

/** Known before the database exists, so that its log groups can be made first. At most 63 characters. */
function databaseIdentifier({ tags, stack }: AwsScope, name: string): string {
    return `${tags.project}-${stack.toLowerCase()}-${name}`;
}
