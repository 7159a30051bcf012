import type * as pulumi from "@pulumi/pulumi";
import { type NetworkAccess } from "../network/networkAccess";
import { type AwsScope } from "../scope";

/** What a managed database or cache of the stack is built from. */
export interface ManagedStoreArgs<Config> {
    readonly scope: AwsScope;
    readonly config: Config;
    readonly network: NetworkAccess;
    /** Security group of the cluster's nodes, the only permitted clients. */
    readonly nodeSecurityGroupId: pulumi.Input<string>;
}
