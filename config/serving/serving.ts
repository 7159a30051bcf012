import { z } from "zod";
import { alertLimitsSchema } from "./alertLimits";
import { callersSchema, gatewaySchema } from "./access";
import { type PodConfig, podShape } from "./pod";
import { scalingSchema } from "./scaling";
import { sloSchema } from "./slo";
import { trafficSchema } from "./traffic";

/** What a stack file may say of every workload that answers requests, whatever serves the model. */
export const servingShape = {
    ...podShape,
    callers: callersSchema,
    /** Reachable through the platform's gateway; absent: only from inside the cluster. */
    gateway: gatewaySchema.optional(),
    traffic: trafficSchema.prefault({}),
    scaling: scalingSchema.prefault({}),
    slo: sloSchema,
    alerts: alertLimitsSchema.prefault({}),
    /** Pods that must keep running while nodes are drained; default: all but one. */
    minAvailable: z.int().min(1).optional(),
    /** How pods are replaced by strategies `single` and `weighted`. Default: one more at a time, none fewer. */
    rollingUpdate: z
        .strictObject({
            maxUnavailable: z.int().min(0).default(0),
            maxSurge: z.int().min(0).default(1),
        })
        .optional(),
} as const;

const _servingObject = z.object(servingShape);
/** The part of a workload's configuration that `components/serving` understands. */
export type ServingConfig = Readonly<z.output<typeof _servingObject>> & PodConfig;
