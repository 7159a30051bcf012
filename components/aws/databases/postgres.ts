import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ManagedPostgresConfig } from "../../../config/dataStores";
import { type ServiceEndpoint } from "../../platform";
import { Key } from "../storage/key";
import { type Network } from "../network/network";
import { type AwsScope, keepingData } from "../scope";
import { ServiceFirewall } from "../network/serviceFirewall";

export interface PostgresArgs {
    readonly scope: AwsScope;
    readonly config: ManagedPostgresConfig;
    readonly network: Network;
    /** Security group of the cluster's nodes, the only ones admitted. */
    readonly nodeSecurityGroupId: pulumi.Input<string>;
}

export const postgresPort = 5432;

/** PostgreSQL by RDS in the private subnets; RDS itself makes the password, keeps it in Secrets Manager and rotates it. */
export class Postgres extends pulumi.ComponentResource {
    public readonly endpoint: ServiceEndpoint;
    public readonly secretArn: pulumi.Output<string>;

    constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:Postgres", name, {}, keepingData(args.scope, opts));
        const { scope, config, network } = args;
        const production = scope.environment === "production";
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
        const instance = new aws.rds.Instance(
            name,
            {
                engine: "postgres",
                engineVersion: config.version,
                instanceClass: config.instanceClass,
                allocatedStorage: config.storageGiB,
                maxAllocatedStorage: config.maxStorageGiB,
                storageType: "gp3",
                storageEncrypted: true,
                kmsKeyId: key.arn,
                dbName: "inference",
                username: "inference",
                manageMasterUserPassword: true,
                multiAz: config.multiZone ?? production,
                publiclyAccessible: false,
                port: postgresPort,
                dbSubnetGroupName: subnets.name,
                vpcSecurityGroupIds: [firewall.groupId],
                parameterGroupName: parameters.name,
                autoMinorVersionUpgrade: true,
                backupRetentionPeriod: config.backupDays,
                copyTagsToSnapshot: true,
                enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
                deletionProtection: production,
                ...(production
                    ? { finalSnapshotIdentifier: `${scope.tags.project}-${scope.stack}-${name}-final` }
                    : { skipFinalSnapshot: true }),
                tags: scope.tags,
            },
            child,
        );

        this.secretArn = instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
        this.endpoint = {
            host: instance.address,
            port: postgresPort,
            secretName: this.secretArn.apply(secretNameOf),
            cidrs: network.privateCidrs,
        };
        this.registerOutputs({ host: this.endpoint.host, secretName: this.endpoint.secretName });
    }
}

/** Secrets Manager ends an ARN with the secret's name, a dash and six characters of its own. */
export function secretNameOf(arn: string): string {
    return (arn.split(":")[6] ?? "").replace(/-[A-Za-z0-9]{6}$/, "");
}
