import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../../serving/context";
import { type WorkloadName } from "../../serving/labels";
import { type TrainingConfig } from "./schema";

/** Label by which a Job says in which queue it waits. Source: Kueue `pkg/controller/constants`. */
export const queueLabel = "kueue.x-k8s.io/queue-name";

/** A queue of a training's own: what `run` says of the training, it says of the queue. Kueue has no package of types for npm. */
interface LocalQueueSpec {
    readonly clusterQueue: string;
    /** `HoldAndDrain`: nothing of it starts, and what runs is stopped. */
    readonly stopPolicy: "None" | "HoldAndDrain";
}

interface TrainingQueue {
    readonly name: string;
    readonly ready: readonly pulumi.Resource[];
}

/** The queue that the Jobs of a training wait in; undefined where the stack has none, and Jobs start when they are told to. */
export function trainingQueue(
    workload: WorkloadName,
    { accelerator, run, retraining }: Pick<TrainingConfig, "accelerator" | "run" | "retraining">,
    context: WorkloadContext,
): TrainingQueue | undefined {
    const { queues } = context.inCluster;
    if (queues?.namespace !== workload.namespace) {
        return undefined;
    }
    const queue = customResource<{ readonly spec: LocalQueueSpec }>(
        `${workload.name}-queue`,
        {
            apiVersion: apiVersions.kueue,
            kind: "LocalQueue",
            metadata: metadata(workload, workload.name),
            spec: {
                clusterQueue: queues.of(accelerator),
                // Of what repeats, `run` starts and stops the schedule, and a run that works goes on.
                stopPolicy: run || retraining !== undefined ? "None" : "HoldAndDrain",
            },
        },
        child(context, queues.ready),
    );
    return { name: workload.name, ready: [queue] };
}
