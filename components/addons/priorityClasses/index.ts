import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type PriorityClassName } from "../../inCluster";

interface PriorityFacts {
    readonly value: number;
    readonly description: string;
    /** Whether its pods may evict pods of lower priority. */
    readonly preempts: boolean;
}

/** Which workloads preempt which when GPUs are scarce. */
const priorities: Readonly<Record<PriorityClassName, PriorityFacts>> = {
    "ai-workload-priority": { value: 1000, description: "Serving that users wait for", preempts: true },
    "spot-workload-priority": { value: 500, description: "Serving on spot capacity", preempts: true },
    "batch-workload-priority": { value: 100, description: "Batch inference and training", preempts: true },
    // Below zero: Cluster Autoscaler counts pods from -10 up, so warm capacity brings nodes up and never blocks a real pod.
    "warm-capacity": { value: -5, description: "Holds warm GPU slots and yields to every real pod", preempts: false },
};

export function createPriorityClasses(opts: pulumi.CustomResourceOptions): readonly pulumi.Resource[] {
    return Object.entries(priorities).map(
        ([name, { value, description, preempts }]) =>
            new k8s.scheduling.v1.PriorityClass(
                name,
                {
                    metadata: { name },
                    value,
                    description,
                    globalDefault: false,
                    preemptionPolicy: preempts ? "PreemptLowerPriority" : "Never",
                },
                opts,
            ),
    );
}
