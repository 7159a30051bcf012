import { podsOf } from "../../../config/serving/podCount";
import { type ServingConfig } from "../../../config/serving/serving";
import { deliveries } from "../models/deliveries";

/** How a Deployment replaces pods where the stack file does not say: one more at a time, none fewer. */
const defaultUpdate = { maxUnavailable: 0, maxSurge: 1 } as const;

export function rollingUpdateOf({ rollingUpdate }: Pick<ServingConfig, "rollingUpdate">) {
    return rollingUpdate ?? defaultUpdate;
}

/** Pods beside those of a version while its controller replaces them; a StatefulSet starts none before one has ended. */
export function surgeOf(pods: number, config: ServingConfig): number {
    const isDeployment = deliveries[config.modelVolume.kind].claimTemplate === undefined;
    return isDeployment ? podsOf(rollingUpdateOf(config).maxSurge, pods) : 0;
}
