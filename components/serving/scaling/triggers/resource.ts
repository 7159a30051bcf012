import { serverContainer } from "../../labels";
import { type ScalingTrigger } from "./trigger";

/** Scales on the used share of a request of the main container; the proxy's own use would dilute the share. */
export function resourceTrigger(resource: "cpu" | "memory"): ScalingTrigger<number> {
    return {
        fallsBack: false,
        startsFromZero: false,
        needsQueue: false,
        authenticated: false,
        faults: () => [],
        render: (percent) => [
            {
                type: resource,
                name: resource,
                metricType: "Utilization",
                metadata: { value: String(percent), containerName: serverContainer },
            },
        ],
    };
}
