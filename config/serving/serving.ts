import { z } from "zod";
import { acceleratorNames, capacityTypes, workloadNamespaces } from "../names";
import { type PodDemand } from "../workload";
import { callersSchema, dataStoreNames, egressSchema, gatewaySchema } from "./access";
import { modelName, modelSchema, modelVolumeSchema } from "./model";
import { cores, gibibytes } from "./quantity";
import { type ResourcesConfig } from "./resources";
import { scalingSchema } from "./scaling";
import { secretsSchema } from "./secrets";
import { trafficSchema, versionName } from "./traffic";

/** What a stack file may say of every workload that answers requests, whatever serves the model. */
export const servingShape = {
    namespace: z.enum(workloadNamespaces).default("ml-production"),
    /** GPU model; absent: runs on nodes without GPU. */
    accelerator: z.enum(acceleratorNames).optional(),
    /** GPUs per pod; default 1 with an accelerator. */
    gpus: z.int().min(1).max(16).optional(),
    /** `spot`: prefers spot nodes of the accelerator and takes on-demand nodes when there are none. */
    capacity: z.enum(capacityTypes).default("on-demand"),
    /** Name of the version that is served; with several versions they stand in `traffic.versions`. */
    version: versionName.default("v1"),
    models: z.record(modelName, modelSchema).default({}),
    modelVolume: modelVolumeSchema.prefault({}),
    callers: callersSchema,
    /** Reachable through the platform's gateway; absent: only from inside the cluster. */
    gateway: gatewaySchema.optional(),
    /** Hosts outside the cluster that the workload calls. */
    egress: z.array(egressSchema).default([]),
    /** Data stores of the stack that the workload reaches. */
    dataStores: z.array(z.enum(dataStoreNames)).default([]),
    secrets: secretsSchema,
    traffic: trafficSchema.prefault({}),
    scaling: scalingSchema.prefault({}),
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
export type ServingConfig = Readonly<z.output<typeof _servingObject>> & {
    readonly kind: string;
    readonly image?: string | undefined;
    readonly resources: ResourcesConfig;
};

export function gpusOf(config: ServingConfig): number {
    return config.accelerator === undefined ? 0 : (config.gpus ?? 1);
}

/** Requests of what runs beside the main container in every pod: the mesh's proxy. Source: istiod chart defaults. */
const proxyRequests = { cpu: 0.1, memoryGiB: 0.125 } as const;

/** What one pod of the workload asks of a node. */
export function servingDemands(name: string, config: ServingConfig, cuda?: number): readonly PodDemand[] {
    return [
        {
            path: `workloads.${name}`,
            ...(config.accelerator !== undefined && { accelerator: config.accelerator }),
            gpus: gpusOf(config),
            cpu: cores(config.resources.requests.cpu) + proxyRequests.cpu,
            memoryGiB: gibibytes(config.resources.requests.memory) + proxyRequests.memoryGiB,
            capacity: config.capacity,
            ...(cuda !== undefined && { cuda }),
        },
    ];
}
