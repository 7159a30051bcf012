import * as aws from "@pulumi/aws";
import { type ClaimQuery, type LiveClaim } from "../../platform";
import { stackTags } from "../scope";

/**
 * Tags of a volume with the claim that it was made for. Source: aws-ebs-csi-driver, pkg/driver/constants.go; the provisioner
 * passes them on with `--extra-create-metadata`, which the driver's chart and the add-on of EKS set.
 */
const claimTags = {
    namespace: "kubernetes.io/created-for/pvc/namespace",
    name: "kubernetes.io/created-for/pvc/name",
} as const;

/**
 * Claims with volumes on EBS, by the tags of the volumes: the stack's, which the driver is told to set, and the driver's own. On
 * an account without such volumes the list is empty.
 *
 * A volume has its new size as soon as EBS has accepted it; the file system on it follows within minutes.
 */
export async function liveClaims(stack: string, queries: readonly ClaimQuery[]): Promise<readonly LiveClaim[]> {
    const found = await Promise.all(queries.map((query) => claimsOf(stack, query)));
    return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function claimsOf(stack: string, { namespace, prefix }: ClaimQuery): Promise<readonly LiveClaim[]> {
    const tagged = { ...stackTags(stack), [claimTags.namespace]: namespace, [claimTags.name]: `${prefix}*` };
    const { ids } = await aws.ebs.getEbsVolumes({
        filters: [
            ...Object.entries(tagged).map(([tag, value]) => ({ name: `tag:${tag}`, values: [value] })),
            // Volumes of deleted claims are listed for a while.
            { name: "status", values: ["creating", "available", "in-use"] },
        ],
    });
    return Promise.all(
        ids.map(async (volume) => {
            const { size, tags } = await aws.ebs.getVolume({ filters: [{ name: "volume-id", values: [volume] }] });
            return { namespace, name: tags[claimTags.name] ?? prefix, volume, gib: size };
        }),
    );
}
