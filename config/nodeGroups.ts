import { z } from "zod";
import { kubernetesVersions } from "./cluster";
import { labels, taint } from "./labels";
import { acceleratorNames, capacityTypes } from "./names";

/** Kinds of EC2 capacity reservation. */
const reservationKinds = ["on-demand", "capacity-block"] as const;

/** One managed node group. */
export const nodeGroupSchema = z
    .strictObject({
        accelerator: z.enum(acceleratorNames).optional().describe("GPU model; absent: nodes without GPU."),
        capacity: z
            .enum(capacityTypes)
            .default("on-demand")
            .describe(
                "How the nodes are bought: spot nodes are cheaper and may be taken away with two minutes' notice.",
            ),
        instanceTypes: z
            .array(
                z
                    .string()
                    .regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, "must be an EC2 instance type such as g4dn.xlarge")
                    .meta({ examples: ["g4dn.xlarge"] }),
            )
            .min(1)
            .refine((types) => new Set(types).size === types.length, "names an instance type twice")
            .describe("Instance types of one size, in order of preference; several only make sense for spot."),
        min: z.int().min(0).describe("Fewest nodes. Costs money: these nodes run even when nothing needs them."),
        max: z.int().min(1).describe("Most nodes."),
        zones: z
            .array(z.string().meta({ examples: ["us-west-2a"] }))
            .min(1)
            .refine((zones) => new Set(zones).size === zones.length, "names a zone twice")
            .optional()
            .describe("Availability zones that offer the instance types; default: all zones of the network."),
        perZone: z
            .boolean()
            .default(false)
            .describe(
                "A group for each zone, with `min` and `max` nodes each. Pods that keep a volume need it: a volume lies in one zone, " +
                    "and only so can Cluster Autoscaler ask for a node there. Default: one group over all zones.",
            ),
        diskGiB: z
            .int()
            .min(20)
            .max(16384)
            .optional()
            .describe(
                "Size of the encrypted root volume in GiB; GPU images and models need room. Default 100, with a GPU " +
                    "200, with `instanceStore` 50.",
            ),
        diskIops: z
            .int()
            .min(3000)
            .max(80_000)
            .optional()
            .describe("Operations per second of the root volume. Default: 3000, which cost nothing."),
        diskThroughputMiB: z
            .int()
            .min(125)
            .max(2000)
            .optional()
            .describe(
                "Throughput of the root volume in MiB per second, at most a quarter of `diskIops`. Default: 125, which " +
                    "costs nothing.",
            ),
        instanceStore: z
            .boolean()
            .optional()
            .describe(
                "Whether images, logs and folders of pods lie on the NVMe volumes that come with the instance instead of on " +
                    "the root volume: faster, without extra cost, of a fixed size. Default: true with a GPU where every " +
                    "instance type of the group has them and `diskGiB` is not set.",
            ),
        parallelImagePull: z
            .boolean()
            .default(false)
            .describe(
                "Whether nodes download and unpack the layers of an image in parallel. Experimental in the node image; needs 4 " +
                    "vCPUs and a fast disk.",
            ),
        reservation: z
            .strictObject({
                kind: z.enum(reservationKinds).describe("Kind of the reservation."),
                id: z
                    .string()
                    .regex(
                        /^cr-[0-9a-f]{8,17}$/,
                        "must be the id of a capacity reservation such as cr-0123456789abcdef0",
                    )
                    .meta({ examples: ["cr-0123456789abcdef0"] })
                    .describe("Id of the reservation."),
            })
            .optional()
            .describe(
                "Capacity that was reserved in EC2 and that the group starts its nodes in: an on-demand capacity " +
                    "reservation, or a capacity block for machine learning, which lasts for as long as it was bought for. " +
                    "Default: none.",
            ),
        version: z
            .enum(kubernetesVersions)
            .optional()
            .describe(
                "Kubernetes minor of the nodes, to upgrade them later than the control plane. Default: the cluster's.",
            ),
        releaseVersion: z
            .string()
            .meta({ examples: ["1.36.3-20260903"] })
            .optional()
            .describe(
                "AMI release, for example `1.36.3-20260903`; default: newest at creation, afterwards left alone.",
            ),
        labels: labels
            .default({})
            .describe("Labels of the nodes beside the platform's own, for `nodeSelector` of workloads; default: none."),
        taints: z
            .array(taint)
            .max(50)
            .default([])
            .describe(
                "Taints of the nodes beside the platform's own: only workloads whose `tolerations` name them get these nodes. " +
                    "Default: none.",
            ),
        timeSlicing: z
            .int()
            .min(2)
            .max(48)
            .optional()
            .describe("Pods that share one GPU in turns (no memory isolation); default 1: a GPU belongs to one pod."),
    })
    .refine((group) => group.min <= group.max, { path: ["min"], message: "must not be greater than max" });
export type NodeGroupConfig = Readonly<z.output<typeof nodeGroupSchema>>;

export const nodeGroupsSchema = z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and dashes, at most 40"),
    nodeGroupSchema,
);
