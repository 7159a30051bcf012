import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterConfig } from "../../../config/cluster";
import { groupOf, type PeopleConfig } from "../../../config/people";
import { createAlarms } from "../alarms/alarm";
import { Key } from "../storage/key";
import { httpsRule, inName } from "../network/httpsRule";
import { type NetworkAccess } from "../network/networkAccess";
import { creatorTag } from "../liveAccount";
import { clusterAlarms } from "./clusterAlarms";
import { type AwsScope, clusterName } from "../scope";

export interface ClusterArgs {
    readonly scope: AwsScope;
    readonly config: ClusterConfig;
    /** Who gets an access entry without any right of its own: the groups in it have theirs in namespaces. */
    readonly people: PeopleConfig;
    readonly network: NetworkAccess;
    /** Role that created the cluster, or is about to: its administrator without an access entry. Default: unknown. */
    readonly creatorArn?: string;
}

/**
 * The EKS control plane: API authentication through access entries, secrets encrypted with a key of ours, private endpoint.
 * It comes without nodes and without add-ons; `NodeGroup` and `ClusterAddons` bring those at versions we choose.
 */
export class Cluster extends pulumi.ComponentResource {
    /** Known before the cluster exists. */
    public readonly clusterName: string;
    public readonly name: pulumi.Output<string>;
    public readonly arn: pulumi.Output<string>;
    /** The security group that EKS gives the control plane and managed nodes. */
    public readonly securityGroupId: pulumi.Output<string>;
    public readonly kubeconfig: pulumi.Output<string>;
    public readonly provider: k8s.Provider;
    /** The control plane itself, for what must wait for it. */
    public readonly controlPlane: pulumi.Resource;

    constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:Cluster", name, {}, opts);
        const { scope, config, people, network, creatorArn } = args;
        this.clusterName = clusterName(scope.stack);

        const key = new Key(`${name}-secrets`, { scope, purpose: "Kubernetes secrets" }, { parent: this });
        // EKS would create the group itself, without an end to what it keeps.
        const logs = new aws.cloudwatch.LogGroup(
            `${name}-logs`,
            { name: `/aws/eks/${this.clusterName}/cluster`, retentionInDays: config.logDays, tags: scope.tags },
            { parent: this },
        );
        const cluster = new eks.Cluster(
            name,
            {
                name: this.clusterName,
                version: config.version,
                vpcId: network.vpcId,
                privateSubnetIds: network.privateSubnetIds,
                authenticationMode: eks.AuthenticationMode.Api,
                // EKS makes the creator's entry itself, and refuses a second one.
                accessEntries: withoutCreator(
                    { ...accessEntries(config.adminRoles, scope.partition), ...peopleEntries(people) },
                    creatorArn,
                ),
                skipDefaultNodeGroup: true,
                skipDefaultSecurityGroups: true,
                createInstanceRole: false,
                createOidcProvider: false,
                // Every add-on is an aws.eks.Addon of ours; the component's own would move to the newest version at each run.
                bootstrapSelfManagedAddons: false,
                useDefaultVpcCni: true,
                kubeProxyAddonOptions: { enabled: false },
                corednsAddonOptions: { enabled: false },
                endpointPrivateAccess: true,
                endpointPublicAccess: config.endpoint.publicCidrs.length > 0,
                ...(config.endpoint.publicCidrs.length > 0 && { publicAccessCidrs: [...config.endpoint.publicCidrs] }),
                enabledClusterLogTypes: [...config.logs],
                encryptionConfigKeyArn: key.arn,
                upgradePolicy: { supportType: "STANDARD" },
                deletionProtection: config.deletionProtection,
                tags: scope.tags,
                // Later updates read from this tag which access entry the bootstrap made.
                ...(creatorArn !== undefined && { clusterTags: { [creatorTag]: creatorArn } }),
            },
            { parent: this, dependsOn: [logs], protect: config.deletionProtection },
        );

        createAlarms(name, clusterAlarms(cluster.eksCluster.name), scope, { parent: this });

        this.name = cluster.eksCluster.name;
        this.arn = cluster.eksCluster.arn;
        this.securityGroupId = cluster.clusterSecurityGroupId;
        // EKS opens the private endpoint to the cluster's own security group alone.
        for (const cidr of config.endpoint.privateCidrs) {
            httpsRule(
                `${name}-api-${inName(cidr)}`,
                { description: "Kubernetes API", securityGroupId: this.securityGroupId, cidr, tags: scope.tags },
                { parent: this },
            );
        }
        this.kubeconfig = pulumi.secret(cluster.kubeconfigJson);
        this.controlPlane = cluster;
        this.provider = new k8s.Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: this.kubeconfig,
                // Keeps the provider, and so every object behind it, when only the kubeconfig's text changes.
                clusterIdentifier: `${this.clusterName}.${scope.region}`,
                enableServerSideApply: true,
                // Otherwise a changed ConfigMap or Secret is deleted and recreated, and missing in between.
                enableConfigMapMutable: true,
                enableSecretMutable: true,
            },
            { parent: this },
        );
        this.registerOutputs({ name: this.name, arn: this.arn, securityGroupId: this.securityGroupId });
    }
}

/** One access entry per role, each cluster administrator. */
export function accessEntries(
    roles: readonly string[],
    partition: string,
): Record<string, eks.types.input.AccessEntryArgs> {
    return Object.fromEntries(
        roles.map((principalArn) => [
            // The role's name alone would collide for two paths or accounts.
            principalArn,
            {
                principalArn,
                accessPolicies: {
                    admin: {
                        policyArn: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
                        accessScope: { type: "cluster" },
                    },
                },
            },
        ]),
    );
}

/** One access entry per role of `people`, with a group per team that takes it on. */
export function peopleEntries(people: PeopleConfig): Record<string, eks.types.input.AccessEntryArgs> {
    const groups = new Map<string, string[]>();
    for (const [name, team] of Object.entries(people)) {
        if (team.role !== undefined) {
            groups.set(team.role, [...(groups.get(team.role) ?? []), groupOf(name, team)]);
        }
    }
    return Object.fromEntries(
        [...groups].map(([principalArn, kubernetesGroups]) => [principalArn, { principalArn, kubernetesGroups }]),
    );
}

function withoutCreator<T>(entries: Record<string, T>, creatorArn: string | undefined): Record<string, T> {
    return Object.fromEntries(Object.entries(entries).filter(([role]) => role !== creatorArn));
}
