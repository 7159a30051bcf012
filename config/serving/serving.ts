import { z } from "zod";
import { alertLimitsSchema } from "./alertLimits";
import { callersSchema, gatewaySchema } from "./access";
import { type OwnMetrics } from "./ownMetrics";
import { type PodConfig, podShape } from "./pod";
import { podCount } from "./podCount";
import { scalingSchema } from "./scaling";
import { sloSchema } from "./slo";
import { secretChangesSchema } from "./secrets";
import { trafficSchema } from "./traffic";

/** What a stack file may say of every workload that answers requests, whatever serves the model. */
export const servingShape = {
    ...podShape,
    secretChanges: secretChangesSchema,
    callers: callersSchema.describe("Who inside the cluster may call, by name; default: nobody."),
    gateway: gatewaySchema
        .optional()
        .describe("Reachable through the platform's gateway; absent: only from inside the cluster."),
    traffic: trafficSchema.prefault({}).describe("How requests reach versions, and how a new version takes over."),
    scaling: scalingSchema.prefault({}).describe("How many pods run, and what adds more."),
    slo: sloSchema.describe(
        "What callers are promised, on which error budgets and their alerts stand; `false`: nothing.",
    ),
    alerts: alertLimitsSchema.prefault({}).describe("When the workload's own alerts fire; `false` leaves one out."),
    minAvailable: podCount(1)
        .optional()
        .describe("Pods that must keep running while nodes are drained, as a number or a share; default: all but one."),
    rollingUpdate: z
        .strictObject({
            maxUnavailable: podCount(0)
                .default(0)
                .describe("Pods that may be missing during an update, as a number or a share (rounded down)."),
            maxSurge: podCount(0)
                .default(1)
                .describe(
                    "Pods that may run beyond the wanted number during an update, as a number or a share (rounded up).",
                ),
        })
        .optional()
        .describe(
            "How pods are replaced by strategies `single` and `weighted`. Default: one more at a time, none " +
                "fewer.",
        ),
} as const;

const _servingObject = z.object(servingShape);
/** The part of a workload's configuration that `components/serving` understands. */
export type ServingConfig = Readonly<z.output<typeof _servingObject>> &
    PodConfig & {
        /** Absent: the kind's server reports what the platform knows, and nothing else. */
        readonly metrics?: OwnMetrics;
    };
