import { serverContainer } from "../labels";
import { type Release } from "../plan";
import { type ControllerKind, controllerRef } from "../server/controllerKinds";

/** npm has no model of this resource: the fields that this project uses. Source: autoscaling.k8s.io/v1. */
export interface VerticalPodAutoscaler {
    readonly spec: {
        readonly targetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
        readonly updatePolicy: { readonly updateMode: "Off" };
        readonly resourcePolicy: { readonly containerPolicies: readonly ContainerPolicy[] };
    };
}

interface ContainerPolicy {
    readonly containerName: string;
    readonly mode?: "Off";
    readonly minAllowed?: { readonly cpu: string; readonly memory: string };
    readonly maxAllowed?: { readonly cpu: string; readonly memory: string };
}

/**
 * Recommends requests and changes nothing: replicas scale on the same CPU and memory, and the two would work against each
 * other. The mesh sets the proxy's size.
 */
export function verticalPodAutoscalerSpec(
    controller: ControllerKind,
    { name }: Release,
): VerticalPodAutoscaler["spec"] {
    return {
        targetRef: controllerRef(controller, name),
        updatePolicy: { updateMode: "Off" },
        resourcePolicy: {
            containerPolicies: [
                {
                    containerName: serverContainer,
                    minAllowed: { cpu: "500m", memory: "2Gi" },
                    maxAllowed: { cpu: "4", memory: "16Gi" },
                },
                { containerName: "istio-proxy", mode: "Off" },
            ],
        },
    };
}
