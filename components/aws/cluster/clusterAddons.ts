import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterConfig } from "../../../config/cluster";
import { type Cluster } from "./cluster";
import { type EksAddonName, eksAddons } from "./eksAddons";
import { Key } from "../storage/key";
import { PodIdentity } from "../identity/podIdentity";
import { type Grant } from "../identity/policyDocument";
import { type AwsScope } from "../scope";

export interface ClusterAddonArgs {
    readonly scope: AwsScope;
    readonly config: ClusterConfig;
    readonly cluster: Cluster;
}

/** What a node needs before it is ready: pod network, service network, and the agent that hands out identities. */
export class NodeAddons extends pulumi.ComponentResource {
    /** Node groups wait for all of them. */
    public readonly ready: readonly pulumi.Resource[];
    /** The Pod Identity agent: associations, and pods that use them, wait for it. */
    public readonly agent: pulumi.Resource;

    constructor(name: string, args: ClusterAddonArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:NodeAddons", name, {}, opts);
        const install = (addon: EksAddonName) => installAddon(addon, args, { parent: this });
        this.agent = install("eks-pod-identity-agent");
        this.ready = [install("vpc-cni"), install("kube-proxy"), this.agent];
        this.registerOutputs({});
    }
}

export interface StorageAndDnsArgs extends ClusterAddonArgs {
    /** Groups without taints: the add-ons' pods run there. */
    readonly nodes: readonly pulumi.Resource[];
    readonly agent: pulumi.Resource;
}

/** Managed add-ons whose pods need nodes: DNS, volumes, metrics, node repair. */
export class ClusterAddons extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];
    /** Key of volumes that pods claim. */
    public readonly volumeKeyArn: pulumi.Output<string>;

    constructor(name: string, args: StorageAndDnsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ClusterAddons", name, {}, opts);
        const { scope, cluster, nodes, agent } = args;
        const volumes = new Key(`${name}-volumes`, { scope, purpose: "Volumes of pods" }, { parent: this });
        const ebs = new PodIdentity(
            "aws-ebs-csi-driver",
            {
                scope,
                cluster: { name: cluster.name, arn: cluster.arn, agent },
                namespace: "kube-system",
                serviceAccount: "ebs-csi-controller-sa",
                // AWS changes this policy together with the driver. It allows changes of volumes and snapshots with the driver's
                // tag, of any cluster of the account; the version before it allowed them of every volume.
                managedPolicies: ["AmazonEBSCSIDriverPolicyV2"],
                grants: volumeKeyGrants(volumes.arn),
            },
            { parent: this },
        );
        const install = (addon: EksAddonName, before: readonly pulumi.Resource[] = []) =>
            installAddon(addon, args, { parent: this, dependsOn: [...nodes, ...before] });

        // The driver finds EC2 by name.
        const dns = install("coredns");
        const driver = install("aws-ebs-csi-driver", [ebs, dns]);
        // Gone before the driver: while EKS removes them, it deletes the volumes of the last claims, which nothing waits for.
        const others = [
            install("aws-mountpoint-s3-csi-driver", [driver]),
            install("metrics-server", [driver]),
            install("snapshot-controller", [driver]),
            install("eks-node-monitoring-agent", [driver]),
        ];

        this.volumeKeyArn = volumes.arn;
        this.ready = [dns, driver, ...others];
        this.registerOutputs({ volumeKeyArn: this.volumeKeyArn });
    }
}

function installAddon(addon: EksAddonName, args: ClusterAddonArgs, opts: pulumi.CustomResourceOptions): aws.eks.Addon {
    const { scope, config, cluster } = args;
    const { configuration } = eksAddons[addon];
    // EKS's default for the minor: it moves when EKS moves it, not whenever a newer build appears.
    const version =
        config.addonVersions[addon] ??
        aws.eks.getAddonVersionOutput({ addonName: addon, kubernetesVersion: config.version }).version;
    return new aws.eks.Addon(
        addon,
        {
            clusterName: cluster.name,
            addonName: addon,
            addonVersion: version,
            ...(configuration !== undefined && { configurationValues: JSON.stringify(configuration(scope.tags)) }),
            // The program owns these settings; manual changes are overwritten.
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "OVERWRITE",
            tags: scope.tags,
        },
        opts,
    );
}

/** Source: aws-ebs-csi-driver, docs/install, encryption with a customer managed key. */
function volumeKeyGrants(keyArn: pulumi.Input<string>): readonly Grant[] {
    return [
        {
            actions: ["kms:CreateGrant"],
            resources: [keyArn],
            // Only EBS may use the grant, to attach the volume.
            conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        { actions: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"], resources: [keyArn] },
    ];
}
