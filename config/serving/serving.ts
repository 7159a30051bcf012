import { z } from "zod";
import { type Fault } from "../fault";
import { acceleratorNames, capacityTypes, workloadNamespaces } from "../names";
import { type PlatformConfig } from "../platform";
import { type PodDemand } from "../workload";
import { callersSchema, dataStoreNames, egressSchema, gatewaySchema, type PortName } from "./access";
import { digestFaults, digestsRequired } from "./image";
import { modelFaults, modelName, modelSchema, modelVolumeSchema } from "./model";
import { cores, gibibytes } from "./quantity";
import { resourceFaults, type ResourcesConfig } from "./resources";
import { scalingFaults, scalingSchema } from "./scaling";
import { secretsSchema } from "./secrets";
import { trafficSchema, versionName } from "./traffic";
import { trafficFaults } from "./trafficFaults";

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

/** What no schema can see: combinations of keys, and keys against the rest of the stack file. */
export function servingFaults(
    name: string,
    config: ServingConfig,
    ports: readonly PortName[],
    stack: PlatformConfig,
): readonly Fault[] {
    const path = `workloads.${name}`;
    const needDigests = digestsRequired(stack.serving.imageDigests, stack.environment);
    const images: [string, string | undefined][] = [
        [`${path}.image`, config.image],
        ...Object.entries(config.traffic.versions ?? {}).map(([version, { image }]): [string, string | undefined] => [
            `${path}.traffic.versions.${version}.image`,
            image,
        ]),
    ];
    return [
        ...gpuFaults(path, config),
        ...resourceFaults(`${path}.resources`, config.resources),
        ...modelFaults(path, config.models, config.modelVolume),
        ...trafficFaults(path, config, stack.environment),
        ...scalingFaults(`${path}.scaling`, config.scaling, config.accelerator !== undefined),
        ...disruptionFaults(path, config),
        ...rollingUpdateFaults(path, config),
        ...egressFaults(path, config),
        ...gatewayFaults(path, config, ports),
        ...callerFaults(path, config, ports),
        ...images.flatMap(([at, image]) => (image === undefined ? [] : digestFaults(at, image, needDigests))),
    ];
}

function gpuFaults(path: string, config: ServingConfig): readonly Fault[] {
    return config.gpus !== undefined && config.accelerator === undefined
        ? [{ path: `${path}.gpus`, reason: 'needs an "accelerator": name the GPU model, or leave gpus out' }]
        : [];
}

function disruptionFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { minAvailable, scaling, traffic } = config;
    if (minAvailable === undefined) {
        return [];
    }
    const at = `${path}.minAvailable`;
    if (traffic.strategy === "weighted") {
        return [{ path: at, reason: "is not for strategy weighted: each version keeps all pods but one" }];
    }
    if (minAvailable >= scaling.min) {
        const reason = `is ${minAvailable} with a scaling.min of ${scaling.min}, so that no node could be drained: must be smaller`;
        return [{ path: at, reason }];
    }
    return [];
}

function rollingUpdateFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { rollingUpdate, traffic, modelVolume } = config;
    const at = `${path}.rollingUpdate`;
    if (rollingUpdate === undefined) {
        return [];
    }
    if (traffic.strategy !== "single" && traffic.strategy !== "weighted") {
        return [
            {
                path: at,
                reason: `is not for strategy ${traffic.strategy}, which replaces pods its own way: leave it out`,
            },
        ];
    }
    if (modelVolume.kind === "persistent-cache") {
        return [
            { path: at, reason: "is not for a persistent-cache, whose pods are replaced one by one: leave it out" },
        ];
    }
    return rollingUpdate.maxUnavailable === 0 && rollingUpdate.maxSurge === 0
        ? [{ path: at, reason: "allows neither fewer nor more pods: raise maxUnavailable or maxSurge" }]
        : [];
}

function egressFaults(path: string, config: ServingConfig): readonly Fault[] {
    return config.egress.flatMap((host, i) =>
        host.port === 443 || host.cidrs.length > 0
            ? []
            : [
                  {
                      path: `${path}.egress[${i}].cidrs`,
                      reason: `is empty for port ${host.port}: only port 443 may go to any address; list the host's networks`,
                  },
              ],
    );
}

function gatewayFaults(path: string, config: ServingConfig, ports: readonly PortName[]): readonly Fault[] {
    return (config.gateway?.grpcServices.length ?? 0) > 0 && !ports.includes("grpc")
        ? [{ path: `${path}.gateway.grpcServices`, reason: "needs a gRPC port, which this kind does not serve" }]
        : [];
}

function callerFaults(path: string, config: ServingConfig, ports: readonly PortName[]): readonly Fault[] {
    return Object.entries(config.callers).flatMap(([caller, { ports: called }]) =>
        (called ?? []).flatMap((port, i) =>
            ports.includes(port)
                ? []
                : [
                      {
                          path: `${path}.callers.${caller}.ports[${i}]`,
                          reason: `is ${port}, which this kind does not serve: must be one of ${ports.join(", ")}`,
                      },
                  ],
        ),
    );
}
