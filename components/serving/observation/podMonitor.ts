import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { istioPorts } from "../../kubernetes/wellKnown";
import { appSelector, modelDigestAnnotation } from "../labels";
import { type ServingPlan } from "../plan";

export type PodMonitorSpec = NonNullable<IPodMonitor["spec"]>;

/**
 * Scrapes the workload's pods at the mesh's agent, where the server's metrics and the proxy's are one page and mutual TLS
 * does not apply. The server's port only serves to find each pod once; the address is then the agent's.
 */
export function podMonitorSpec(plan: ServingPlan): PodMonitorSpec {
    return {
        selector: { matchLabels: appSelector(plan) },
        podMetricsEndpoints: [
            {
                port: plan.metrics.port,
                path: "/stats/prometheus",
                interval: "15s",
                relabelings: [
                    {
                        action: "replace",
                        sourceLabels: ["__meta_kubernetes_pod_ip"],
                        regex: "(.+)",
                        replacement: `$1:${istioPorts.agent}`,
                        targetLabel: "__address__",
                    },
                    fromPod("label_app", "workload"),
                    fromPod("label_version", "version"),
                    fromPod("label_rollouts_pod_template_hash", "revision"),
                    fromPod(`annotation_${modelDigestAnnotation.replaceAll(/[^a-zA-Z0-9]/g, "_")}`, "model_digest"),
                ],
            },
        ],
    };
}

function fromPod(meta: string, targetLabel: string) {
    return { action: "replace" as const, sourceLabels: [`__meta_kubernetes_pod_${meta}`], targetLabel };
}
