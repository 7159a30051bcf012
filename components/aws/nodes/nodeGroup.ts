import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Architecture } from "../../../config/names";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type Taint } from "../../kubernetes/tolerations";
import { type NodeGroupFacts } from "../../platform";
import { accelerators } from "./accelerators";
import { type Cluster } from "../cluster/cluster";
import { type NetworkAccess, subnetsAt } from "../network/networkAccess";
import { diskGiB, nodeGroupFacts, podDiskGiB, sizingType } from "./nodeGroupFacts";
import { type NodeRole } from "./nodeRole";
import { nodeTemplateTags } from "./autoscaler";
import { type LiveSize, scalingOf } from "./scaling";
import { type AwsScope } from "../scope";
import { userData } from "./userData";

export interface NodeGroupArgs {
    readonly scope: AwsScope;
    readonly config: NodeGroupConfig;
    /** Positions of its zones among those of the network. Default: all zones. */
    readonly zones?: readonly number[];
    readonly cluster: Cluster;
    readonly network: NetworkAccess;
    readonly role: NodeRole;
    /** Minor of the control plane, which nodes follow unless their group names another. */
    readonly kubernetesVersion: string;
    /** What nodes need to become ready: the network plug-in and kube-proxy. */
    readonly networking: readonly pulumi.Resource[];
    /** The group as it is at the moment. Default: it does not exist yet. */
    readonly live?: LiveSize;
}

/** A managed node group of one size, with or without GPUs, on demand or spot, that can scale from zero. */
export class NodeGroup extends pulumi.ComponentResource {
    public readonly facts: NodeGroupFacts;

    constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:NodeGroup", name, {}, opts);
        const { scope, config, cluster } = args;
        this.facts = nodeGroupFacts(name, config);
        const tags = { ...scope.tags, "node-group": name };
        const template = new aws.ec2.LaunchTemplate(name, launchTemplateArgs(name, config, tags), { parent: this });
        const templateTags = nodeTemplateTags(this.facts, podDiskGiB(config));
        const { desiredSize, keepsRecorded } = scalingOf(config, args.live);
        const group = new aws.eks.NodeGroup(
            name,
            {
                clusterName: cluster.name,
                nodeRoleArn: args.role.arn,
                subnetIds: args.network.privateSubnetIds.apply((ids) => subnetsAt(ids, args.zones)),
                amiType: amiType(config),
                version: config.version ?? args.kubernetesVersion,
                ...(config.releaseVersion !== undefined && { releaseVersion: config.releaseVersion }),
                capacityType: capacityType(config),
                // EKS takes the type of a capacity block from the launch template alone.
                ...(!isCapacityBlock(config) && { instanceTypes: [...config.instanceTypes] }),
                launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
                scalingConfig: { minSize: config.min, maxSize: config.max, desiredSize },
                labels: { ...this.facts.labels },
                taints: this.facts.taints.map(eksTaint),
                updateConfig: { maxUnavailablePercentage: 33 },
                nodeRepairConfig: { enabled: true },
                tags: { ...tags, ...templateTags },
            },
            {
                parent: this,
                dependsOn: [...args.role.policies, ...args.networking],
                // Cluster Autoscaler owns the size; EKS picks the newest AMI at creation and `releaseVersion` moves it on.
                ignoreChanges: keepsRecorded ? ["scalingConfig.desiredSize"] : [],
            },
        );
        // EKS does not copy a node group's tags to its Auto Scaling group, where cost reports and older autoscalers look.
        const asg = group.resources.apply((resources) => resources[0]?.autoscalingGroups?.[0]?.name ?? "");
        for (const [key, value] of Object.entries({ ...tags, ...templateTags })) {
            new aws.autoscaling.Tag(
                `${name}-${key.replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
                { autoscalingGroupName: asg, tag: { key, value, propagateAtLaunch: false } },
                { parent: this },
            );
        }
        this.registerOutputs({ nodeGroupName: group.nodeGroupName });
    }
}

/** Source: EKS API, CreateNodegroup, amiType. */
const plainAmiTypes: Readonly<Record<Architecture, string>> = {
    amd64: "AL2023_x86_64_STANDARD",
    arm64: "AL2023_ARM_64_STANDARD",
};

function amiType(config: NodeGroupConfig): string {
    return config.accelerator === undefined
        ? plainAmiTypes[sizingType(config)?.architecture ?? "amd64"]
        : accelerators[config.accelerator].amiType;
}

function isBottlerocket(config: NodeGroupConfig): boolean {
    return amiType(config).startsWith("BOTTLEROCKET");
}

function isCapacityBlock({ reservation }: NodeGroupConfig): boolean {
    return reservation?.kind === "capacity-block";
}

function capacityType(config: NodeGroupConfig): string {
    if (isCapacityBlock(config)) {
        return "CAPACITY_BLOCK";
    }
    return config.capacity === "spot" ? "SPOT" : "ON_DEMAND";
}

/** Source: EKS user guide, managed node groups with capacity blocks; EC2 user guide, launching into a capacity reservation. */
function reservationArgs(config: NodeGroupConfig): aws.ec2.LaunchTemplateArgs {
    const { reservation, instanceTypes } = config;
    if (reservation === undefined) {
        return {};
    }
    return {
        capacityReservationSpecification: { capacityReservationTarget: { capacityReservationId: reservation.id } },
        ...(isCapacityBlock(config) && {
            instanceMarketOptions: { marketType: "capacity-block" },
            ...(instanceTypes[0] !== undefined && { instanceType: instanceTypes[0] }),
        }),
    };
}

function launchTemplateArgs(
    name: string,
    config: NodeGroupConfig,
    tags: Readonly<Record<string, string>>,
): aws.ec2.LaunchTemplateArgs {
    const data = userData(config, isBottlerocket(config));
    const named = { ...tags, Name: `${tags.project}-${tags.stack}-${name}` };
    return {
        // No image: the node group's AMI type and release decide, so that EKS can update nodes.
        description: `Nodes of group ${name}`,
        updateDefaultVersion: true,
        metadataOptions: {
            httpEndpoint: "enabled",
            httpTokens: "required",
            // Pods that need the region from metadata (Mountpoint) are one hop further away than the node.
            httpPutResponseHopLimit: 2,
        },
        blockDeviceMappings: blockDevices(config),
        ...(data !== undefined && { userData: Buffer.from(data).toString("base64") }),
        ...reservationArgs(config),
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({
            resourceType,
            tags: named,
        })),
        tags,
    };
}

/** Bottlerocket keeps its system on a small volume of its own; images and pods live on the second. */
function blockDevices(config: NodeGroupConfig): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[] {
    const { diskIops: iops, diskThroughputMiB: throughput } = config;
    const encrypted = (volumeSize?: number) => ({
        ...(volumeSize !== undefined && {
            volumeSize,
            ...(iops !== undefined && { iops }),
            ...(throughput !== undefined && { throughput }),
        }),
        volumeType: "gp3",
        encrypted: "true",
        deleteOnTermination: "true",
    });
    if (isBottlerocket(config)) {
        return [
            // The image's own size: it differs between releases, and EC2 refuses a volume smaller than its snapshot.
            { deviceName: "/dev/xvda", ebs: encrypted() },
            { deviceName: "/dev/xvdb", ebs: encrypted(diskGiB(config)) },
        ];
    }
    return [{ deviceName: "/dev/xvda", ebs: encrypted(diskGiB(config)) }];
}

function eksTaint({ key, value, effect }: Taint): aws.types.input.eks.NodeGroupTaint {
    return { key, value, effect: eksEffects[effect] };
}

const eksEffects: Readonly<Record<Taint["effect"], string>> = {
    NoSchedule: "NO_SCHEDULE",
    NoExecute: "NO_EXECUTE",
    PreferNoSchedule: "PREFER_NO_SCHEDULE",
};
