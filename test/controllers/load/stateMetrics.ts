import { type KubeObject, type V1Pod } from "../../integration/cluster/types";

interface AutoscalerSpec {
    readonly maxReplicas: number;
}

interface AutoscalerStatus {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

const statuses = ["true", "false", "unknown"];

/**
 * The page of kube-state-metrics, with the series that alerts on autoscaling read.
 *
 * Source of names and labels: kube-state-metrics docs/metrics/workload, horizontalpodautoscaler and pod.
 */
export function stateMetrics(pods: readonly V1Pod[], autoscalers: readonly KubeObject[]): string {
    const lines = [
        ...pods.map(({ metadata }) => {
            const { app = "", version = "" } = metadata?.labels ?? {};
            const labels = {
                namespace: metadata?.namespace,
                pod: metadata?.name,
                label_app: app,
                label_version: version,
            };
            return sample("kube_pod_labels", labels, 1);
        }),
        ...autoscalers.flatMap(autoscalerSamples),
    ];
    return [...lines, ""].join("\n");
}

function autoscalerSamples({ metadata, spec, status }: KubeObject): string[] {
    const { maxReplicas } = spec as AutoscalerSpec;
    const { currentReplicas = 0, desiredReplicas = 0, conditions = [] } = (status ?? {}) as AutoscalerStatus;
    const of = { namespace: metadata.namespace, horizontalpodautoscaler: metadata.name };
    const name = "kube_horizontalpodautoscaler";
    return [
        sample(`${name}_spec_max_replicas`, of, maxReplicas),
        sample(`${name}_status_current_replicas`, of, currentReplicas),
        sample(`${name}_status_desired_replicas`, of, desiredReplicas),
        ...conditions.flatMap(({ type: condition, status: its }) =>
            statuses.map((each) =>
                sample(
                    `${name}_status_condition`,
                    { ...of, condition, status: each },
                    its.toLowerCase() === each ? 1 : 0,
                ),
            ),
        ),
    ];
}

function sample(name: string, labels: Readonly<Record<string, string | undefined>>, value: number): string {
    const written = Object.entries(labels).map(([label, text = ""]) => `${label}="${text}"`);
    return `${name}{${written.join(",")}} ${value}`;
}
