import * as pulumi from "@pulumi/pulumi";
import { type AddonAccount, type DataStoresConfig, type ExternalServiceConfig } from "../../../config/dataStores";
import { type PostgresEndpoint, type ServiceEndpoint } from "../../platform";
import { type Network } from "../network/network";
import { Postgres, postgresPort } from "./postgres";
import { Redis, redisPort } from "./redis";
import { type AwsScope, secretPrefix } from "../scope";

export interface DataStoresArgs {
    readonly scope: AwsScope;
    readonly config: DataStoresConfig;
    /** Programs besides the workloads that get a user and a database of their own in a managed PostgreSQL. */
    readonly accounts: readonly AddonAccount[];
    readonly network: Network;
    /** Security group of the cluster's nodes, the only ones admitted. */
    readonly nodeSecurityGroupId: pulumi.Input<string>;
}

/** PostgreSQL and Redis as the stack file configures them: managed, external, or absent. */
export class DataStores extends pulumi.ComponentResource {
    public readonly postgres?: PostgresEndpoint;
    public readonly redis?: ServiceEndpoint;

    constructor(name: string, args: DataStoresArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:DataStores", name, {}, opts);
        const { scope, config } = args;
        if (config.postgres?.kind === "managed") {
            this.postgres = new Postgres("postgres", { ...args, config: config.postgres }, { parent: this }).endpoint;
        } else if (config.postgres !== undefined) {
            this.postgres = externalEndpoint(scope, config.postgres, postgresPort);
        }
        if (config.redis?.kind === "managed") {
            this.redis = new Redis("redis", { ...args, config: config.redis }, { parent: this }).endpoint;
        } else if (config.redis !== undefined) {
            this.redis = externalEndpoint(scope, config.redis, redisPort);
        }
        this.registerOutputs({});
    }
}

function externalEndpoint(scope: AwsScope, config: ExternalServiceConfig, usualPort: number): ServiceEndpoint {
    return {
        host: pulumi.output(config.host),
        port: config.port ?? usualPort,
        secretName: pulumi.output(`${secretPrefix(scope.stack)}${config.secret}`),
        cidrs: config.cidrs,
    };
}
