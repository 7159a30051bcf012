import { serverContainer } from "../../../components/serving/labels";
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
 * The page of kube-state-metrics, with the series that alerts of workloads read.
 *
 * Source of names and labels: kube-state-metrics docs/metrics/workload, horizontalpodautoscaler and pod.
 *
 * @param restartsOf how often the server's container in a pod has been started again
 */
export function stateMetrics(
    pods: readonly V1Pod[],
    autoscalers: readonly KubeObject[],
    restartsOf: (pod: V1Pod) => number,
): string {
    const lines = [
        ...pods.flatMap((pod) => {
            const { app = "", version = "" } = pod.metadata?.labels ?? {};
            const of = { namespace: pod.metadata?.namespace, pod: pod.metadata?.name };
            return [
                sample("kube_pod_labels", { ...of, label_app: app, label_version: version }, 1),
                sample(
                    "kube_pod_container_status_restarts_total",
                    { ...of, container: serverContainer },
                    restartsOf(pod),
                ),
            ];
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
