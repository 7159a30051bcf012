import { z } from "zod";
import { acceleratorNames, architectures, capacityTypes, type WorkloadNamespace } from "../names";
import { labels, toleration } from "../labels";
import { workloadNamespace } from "../namespaces";
import { type PodDemand } from "../workload";
import { dataStoreNames, egressSchema } from "./access";
import { type CloudAccessConfig } from "./cloudAccess";
import { modelName, modelSchema, modelVolumeSchema } from "./model";
import { cores, gibibytes } from "./quantity";
import { type ResourcesConfig } from "./resources";
import { secretsSchema } from "./secrets";
import { versionName } from "./traffic";

/** Source: Kubernetes documentation, annotations, syntax and character set. */
const serviceAccountAnnotations = z
    .record(
        z.string().regex(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
            message: "must be an annotation's name such as example.com/team",
        }),
        z.string().max(10_000),
    )
    .default({});

/** Of an image of the user's own. */
export const cudaVersion = z
    .int()
    .min(11)
    .max(20)
    .optional()
    .describe("Major CUDA version the image was built with; GPUs whose driver is too old for it are refused.");

/** Namespace of pods whose workload names none. */
export const podNamespace: WorkloadNamespace = "ml-production";

/** What a stack file may say of every workload whose pods use models, whether they answer requests or not. */
export const podShape = {
    namespace: workloadNamespace.default(podNamespace).describe("Namespace the pods run in."),
    accelerator: z.enum(acceleratorNames).optional().describe("GPU model; absent: runs on nodes without GPU."),
    architecture: z
        .enum([...architectures, "any"])
        .default("amd64")
        .describe(
            "Processor that the images are built for: nodes with another one do not get these pods. `any`: images for each.",
        ),
    gpus: z.int().min(1).max(16).optional().describe("GPUs per pod; default 1 with an accelerator."),
    capacity: z
        .enum(capacityTypes)
        .default("on-demand")
        .describe("`spot`: prefers spot nodes of the accelerator and takes on-demand nodes when there are none."),
    nodeSelector: labels
        .default({})
        .describe("Labels that nodes must have, beside what the keys above ask for; default: any nodes of that sort."),
    tolerations: z
        .array(toleration)
        .default([])
        .describe(
            "Taints that the pods bear, beside those of GPU and spot nodes, which follow from `accelerator` and `capacity`.",
        ),
    version: versionName
        .default("v1")
        .describe("Name of the version that runs; with several versions they are listed in `traffic.versions`."),
    models: z.record(modelName, modelSchema).default({}).describe("Models of the store that the pods use, by name."),
    modelVolume: modelVolumeSchema.prefault({}).describe("How model files reach the pods."),
    egress: z.array(egressSchema).default([]).describe("Hosts outside the cluster that the workload calls."),
    dataStores: z
        .array(z.enum(dataStoreNames))
        .default([])
        .describe("Data stores of the stack that the workload reaches."),
    serviceAccountAnnotations: serviceAccountAnnotations.describe(
        "Annotations of the pods' service account, for tools of your own that read them.",
    ),
    secrets: secretsSchema.describe(
        "Environment variables whose value is a secret; the value itself never stands in a stack file.",
    ),
} as const;

const _podObject = z.object(podShape);
/** The part of a workload's configuration that its pods follow from. */
export type PodConfig = Readonly<z.output<typeof _podObject>> & {
    readonly kind: string;
    /** Absent: the kind runs no image of the user's own. */
    readonly access?: CloudAccessConfig;
    readonly image?: string | undefined;
    readonly resources: ResourcesConfig;
};

/** A pod of the platform's own, of which a stack file says no more than where it lives; its images are built for each processor. */
export function podWithout(namespace: WorkloadNamespace): z.output<typeof _podObject> {
    return _podObject.parse({ namespace, architecture: "any" });
}

export function gpusOf(config: Pick<PodConfig, "accelerator" | "gpus">): number {
    return config.accelerator === undefined ? 0 : (config.gpus ?? 1);
}

/** Tolerations of the stack file, as Kubernetes spells them. */
export function tolerationsOf({ tolerations }: Pick<PodConfig, "tolerations">): NonNullable<PodDemand["tolerations"]> {
    return tolerations.map(({ key, value, effect }) => ({
        key,
        operator: value === undefined ? "Exists" : "Equal",
        ...(value !== undefined && { value }),
        ...(effect !== undefined && { effect }),
    }));
}

/** Requests of what runs beside the main container in every pod: the mesh's proxy. Source: istiod chart defaults. */
const proxyRequests = { cpu: 0.1, memoryGiB: 0.125 } as const;

/** What one pod of the workload asks of a node. */
export function podDemands(name: string, config: PodConfig, cuda?: number): readonly PodDemand[] {
    return [
        {
            path: `workloads.${name}`,
            ...(config.accelerator !== undefined && { accelerator: config.accelerator }),
            ...(config.architecture !== "any" && { architecture: config.architecture }),
            gpus: gpusOf(config),
            cpu: cores(config.resources.requests.cpu) + proxyRequests.cpu,
            memoryGiB: gibibytes(config.resources.requests.memory) + proxyRequests.memoryGiB,
            capacity: config.capacity,
            nodeSelector: config.nodeSelector,
            tolerations: tolerationsOf(config),
            zonalVolume: config.modelVolume.kind === "persistent-cache" && Object.keys(config.models).length > 0,
            ...(cuda !== undefined && { cuda }),
        },
    ];
}
