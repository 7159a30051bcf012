import { z } from "zod";
import { kubernetesVersions } from "./cluster";
import { acceleratorNames, capacityTypes } from "./names";

/** Kinds of EC2 capacity reservation. */
const reservationKinds = ["on-demand", "capacity-block"] as const;

/** One managed node group. */
export const nodeGroupSchema = z
    .strictObject({
        /** GPU model; absent: nodes without GPU. */
        accelerator: z.enum(acceleratorNames).optional(),
        capacity: z.enum(capacityTypes).default("on-demand"),
        /** Instance types of one size, in order of preference; several only make sense for spot. */
        instanceTypes: z
            .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, "must be an EC2 instance type such as g4dn.xlarge"))
            .min(1)
            .refine((types) => new Set(types).size === types.length, "names an instance type twice"),
        min: z.int().min(0),
        max: z.int().min(1),
        /** Availability zones that offer the instance types; default: all zones of the network. */
        zones: z
            .array(z.string())
            .min(1)
            .refine((zones) => new Set(zones).size === zones.length, "names a zone twice")
            .optional(),
        /**
         * A group for each zone, with `min` and `max` nodes each. Pods that keep a volume need it: a volume lies in one zone,
         * and only so can Cluster Autoscaler ask for a node there. Default: one group over all zones.
         */
        perZone: z.boolean().default(false),
        /** Size of the encrypted root volume in GiB; GPU images and models need room. Default 100, with a GPU 200. */
        diskGiB: z.int().min(20).max(16384).optional(),
        /**
         * Capacity that was reserved in EC2 and that the group starts its nodes in: an on-demand capacity reservation, or a
         * capacity block for machine learning, which lasts for as long as it was bought for. Default: none.
         */
        reservation: z
            .strictObject({
                kind: z.enum(reservationKinds),
                id: z
                    .string()
                    .regex(
                        /^cr-[0-9a-f]{8,17}$/,
                        "must be the id of a capacity reservation such as cr-0123456789abcdef0",
                    ),
            })
            .optional(),
        /** Kubernetes minor of the nodes, to upgrade them later than the control plane. Default: the cluster's. */
        version: z.enum(kubernetesVersions).optional(),
        /** AMI release, for example `1.36.3-20260903`; default: newest at creation, afterwards left alone. */
        releaseVersion: z.string().optional(),
        /** Pods that share one GPU in turns (no memory isolation); default 1: a GPU belongs to one pod. */
        timeSlicing: z.int().min(2).max(48).optional(),
    })
    .refine((group) => group.min <= group.max, { path: ["min"], message: "must not be greater than max" });
export type NodeGroupConfig = Readonly<z.output<typeof nodeGroupSchema>>;

export const nodeGroupsSchema = z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and dashes, at most 40"),
    nodeGroupSchema,
);
