import { type AcceleratorName, type Architecture, type CapacityType, type WorkloadNamespace } from "./names";

/** Keys of every workload in a stack file, whatever its kind. */
export interface WorkloadConfig {
    readonly kind: string;
    readonly namespace: WorkloadNamespace;
}

/** A toleration as Kubernetes spells it. */
interface DemandedToleration {
    readonly key: string;
    readonly operator: "Equal" | "Exists";
    readonly value?: string;
    readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** What the pods of a workload ask of a node, for checks against the node groups. */
export interface PodDemand {
    /** Key path of the workload, for messages: `workloads.object-detection`. */
    readonly path: string;
    /** GPU model; absent: no GPU. */
    readonly accelerator?: AcceleratorName;
    /** The one processor that its image is built for. Absent: images for each. */
    readonly architecture?: Architecture;
    /** Labels that its nodes must have. Default: none beside the keys above. */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** Taints that it bears beside those of GPU and spot nodes. Default: none. */
    readonly tolerations?: readonly DemandedToleration[];
    /** Whole GPUs per pod. */
    readonly gpus: number;
    /** Requested cores per pod, the sum over its containers. */
    readonly cpu: number;
    /** Requested memory per pod in GiB, the sum over its containers. */
    readonly memoryGiB: number;
    /** Which nodes may hold it; `spot` workloads may fall back to on-demand. */
    readonly capacity: CapacityType;
    /** Each pod keeps a volume, which stays in the zone of its first node. Default: false. */
    readonly zonalVolume?: boolean;
    /** Major CUDA version its image was built with, where it is known. */
    readonly cuda?: number;
    /** Space on the node's disk in GiB, the sum over its containers and folders. Absent: not known. */
    readonly localGiB?: number;
    /** Pods that run at any time, at least. Absent: none, as of jobs. */
    readonly pods?: number;
    /** Pods that run while the workload's schedules ask for them. Default: as at any time. */
    readonly scheduledPods?: number;
    /** Most pods that run for long. Absent: none, as of jobs. */
    readonly maxPods?: number;
    /** Most pods of a job at the same time, while it runs. Default: it is not a job. */
    readonly jobPods?: number;
    /** These start at the same time or not at all, on spot nodes alone or on on-demand nodes alone. Default: each by itself. */
    readonly together?: boolean;
    /** Pods beside them while a new version takes over. Default: none. */
    readonly rolloutPods?: number;
}
