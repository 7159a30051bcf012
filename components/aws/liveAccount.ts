import * as aws from "@pulumi/aws";
import { type PlatformConfig } from "../../config/platform";
import { type ClaimQuery, type LiveClaim } from "../platform";
import { groupOfAutoScalingGroup } from "./nodes/autoscaler";
import { eksGroups } from "./nodes/zonalGroups";
import { type LiveSize } from "./nodes/scaling";
import { clusterName } from "./scope";
import { liveClaims } from "./storage/liveClaims";

/** Tag of the cluster with the role that created it, which is its administrator without an access entry of ours. */
export const creatorTag = "inference-platform/creator";

/** State of the account before the program runs, on which the right request depends. */
export interface LiveAccount {
    /** ARN of the role or user that created the cluster, or is about to. Absent for a cluster that does not say. */
    readonly creatorArn?: string;
    /** Sizes of the Auto Scaling groups that exist, by node group of the stack file. */
    readonly sizes: Readonly<Record<string, LiveSize>>;
    /** Claims that exist in the cluster, of those that were asked about. */
    readonly claims: readonly LiveClaim[];
}

/**
 * Asks AWS. Plain values, since which resources there are and what they ignore cannot wait for an output.
 *
 * @param claims whose sizes are asked for
 */
export async function liveAccount(
    config: Pick<PlatformConfig, "stack" | "nodeGroups" | "network">,
    claims: readonly ClaimQuery[],
): Promise<LiveAccount> {
    const name = clusterName(config.stack);
    const { names } = await aws.eks.getClusters();
    if (!names.includes(name)) {
        const { arn } = await aws.getCallerIdentity();
        // The session's ARN lacks the path of its role.
        const { issuerArn } = await aws.iam.getSessionContext({ arn });
        return { creatorArn: issuerArn, sizes: {}, claims: [] };
    }
    const [{ tags }, sizes, live] = await Promise.all([
        aws.eks.getCluster({ name }),
        liveSizes(
            name,
            eksGroups(config).map((group) => group.name),
        ),
        liveClaims(config.stack, claims),
    ]);
    const creatorArn = tags[creatorTag];
    return { ...(creatorArn !== undefined && { creatorArn }), sizes, claims: live };
}

async function liveSizes(cluster: string, nodeGroups: readonly string[]): Promise<Record<string, LiveSize>> {
    const { names } = await aws.autoscaling.getAmiIds({
        filters: [{ name: "tag:eks:cluster-name", values: [cluster] }],
    });
    const known = names.flatMap((name) => {
        const group = groupOfAutoScalingGroup(name, nodeGroups);
        return group === undefined ? [] : [{ name, group }];
    });
    const sizes = await Promise.all(
        known.map(async ({ name, group }) => {
            const { minSize, maxSize, desiredCapacity } = await aws.autoscaling.getGroup({ name });
            return [group, { min: minSize, max: maxSize, desired: desiredCapacity }] as const;
        }),
    );
    return Object.fromEntries(sizes);
}
