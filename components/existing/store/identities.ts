import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Identities, type WorkloadIdentityArgs } from "../../platform";
import { type StoreAccounts, StoreKey } from "./accounts";
import { keySecretName } from "./objectStore";

export interface StoreIdentitiesArgs {
    readonly provider: k8s.Provider;
    readonly accounts: StoreAccounts;
    /** The S3 server with its buckets and their policies. */
    readonly server: readonly pulumi.Resource[];
}

/** An identity is an account of the stack's S3 server: outside of the cluster there is nothing to be allowed. */
export class StoreIdentities implements Identities {
    constructor(private readonly args: StoreIdentitiesArgs) {}

    public forWorkload(
        name: string,
        { namespace, serviceAccount, access, namespaceReady = [] }: WorkloadIdentityArgs,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource {
        const { provider, accounts, server } = this.args;
        return new StoreKey(
            name,
            {
                provider,
                accounts,
                account: { name: serviceAccount, access },
                secret: { name: keySecretName(serviceAccount), namespace },
                after: [...namespaceReady, ...server],
            },
            opts,
        );
    }

    /** Add-ons call the API server alone. */
    public forAddon(): undefined {
        return undefined;
    }
}
