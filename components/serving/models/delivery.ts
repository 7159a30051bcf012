import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StackContext, type WorkloadContext } from "../context";
import { type WorkloadName } from "../labels";
import { type ServedModel } from "./served";

/** The models of one workload, and the room for their files. */
export interface DeliveredModels extends WorkloadName {
    /** Every model of every version of the workload, each prefix of the store once. */
    readonly models: readonly ServedModel[];
    /** Room for the files, as a Kubernetes quantity. */
    readonly size: string;
    /** Whether versions that are no longer served go before new ones are copied. */
    readonly deleteFirst: boolean;
    /** CPU that the main container requests, as a Kubernetes quantity. */
    readonly serverCpu: string;
}

/** What a pod's spec needs so that model files appear below the models path. */
export interface PodModels {
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
    readonly mounts: readonly k8s.types.input.core.v1.VolumeMount[];
    readonly initContainers: readonly k8s.types.input.core.v1.Container[];
    /** Space that the files take on the node's own disk, in MiB. */
    readonly localMiB: number;
}

/** A way models reach a pod. A further one is a file that implements this, and a row in `deliveries.ts`. */
export interface ModelDelivery {
    /** Room for the files when the stack file sets no size. */
    readonly defaultSize: string;
    /** Whether a running pod can load versions that are published after its start (`latest`, `all`). */
    readonly followsBucket: boolean;
    /** Whether the files take space on the node's own disk. */
    readonly onNode: boolean;
    /** Whether the pods' own containers read the models store, so that network and mesh must let them. */
    readonly readsStore: boolean;
    /** Content of files that the pod reads at its start; part of the pods' config hash. Empty: none. */
    readonly startFiles: () => string;
    /** The claim that each pod keeps for itself; undefined where pods have no volume of their own. */
    readonly claimTemplate:
        | ((
              of: DeliveredModels,
              instance: string,
              storageClassName: string,
          ) => k8s.types.input.core.v1.PersistentVolumeClaim)
        | undefined;
    /** The pod's part, for a version of the workload with these models (at least one). */
    podModels(of: DeliveredModels, models: readonly ServedModel[], context: StackContext): PodModels;
    /**
     * Objects that the pods refer to, once per workload.
     *
     * @param retained Whether those whose names follow from their content stay when a later update no longer lists them, for pods
     * that still refer to them.
     */
    objects(of: DeliveredModels, context: WorkloadContext, retained: boolean): pulumi.Resource[];
}
