import * as pulumi from "@pulumi/pulumi";
import { type AddonAccount, type DataStoresConfig } from "../../../config/dataStores";
import { externalService } from "../../externalService";
import { type PostgresEndpoint, type ServiceEndpoint } from "../../platform";
import { type NetworkAccess } from "../network/networkAccess";
import { Postgres } from "./postgres";
import { Redis } from "./redis";
import { type AwsScope, secretPrefix } from "../scope";

export interface DataStoresArgs {
    readonly scope: AwsScope;
    readonly config: DataStoresConfig;
    /** Programs besides the workloads that get a user and a database of their own in a managed PostgreSQL. */
    readonly accounts: readonly AddonAccount[];
    readonly network: NetworkAccess;
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
            this.postgres = externalService("postgres", config.postgres, secretPrefix(scope.stack));
        }
        if (config.redis?.kind === "managed") {
            this.redis = new Redis("redis", { ...args, config: config.redis }, { parent: this }).endpoint;
        } else if (config.redis !== undefined) {
            this.redis = externalService("redis", config.redis, secretPrefix(scope.stack));
        }
        this.registerOutputs({});
    }
}
