import type * as pulumi from "@pulumi/pulumi";
import { type AddonIdentity, type Identities, type ServiceAccountRef, type WorkloadIdentityArgs } from "../../platform";
import { addonGrants, type AddonGrantsArgs } from "./addonGrants";
import { type IdentityCluster, PodIdentity } from "./podIdentity";
import { accessGrants, type StoreLocations } from "./storeAccess";

export interface EksIdentitiesArgs extends AddonGrantsArgs {
    readonly cluster: IdentityCluster;
    readonly stores: StoreLocations;
}

/** Identities through EKS Pod Identity: one role per service account. */
export class EksIdentities implements Identities {
    constructor(private readonly args: EksIdentitiesArgs) {}

    public forWorkload(
        name: string,
        { namespace, serviceAccount, access }: WorkloadIdentityArgs,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource {
        const { scope, cluster, stores, keys } = this.args;
        const grants = accessGrants(access, { stores, keys, region: scope.region });
        return new PodIdentity(name, { scope, cluster, namespace, serviceAccount, grants }, opts);
    }

    public forAddon(
        addon: AddonIdentity,
        { namespace, serviceAccount }: ServiceAccountRef,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource {
        const { scope, cluster } = this.args;
        const grants = addonGrants(addon, this.args);
        return new PodIdentity(roleNames[addon] ?? addon, { scope, cluster, namespace, serviceAccount, grants }, opts);
    }
}

/** Names of roles that differ from their add-on's. */
const roleNames: Readonly<Partial<Record<AddonIdentity, string>>> = {
    "load-balancer-controller": "aws-load-balancer-controller",
};
