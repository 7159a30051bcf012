import { parseQuantity } from "../../../policy/model/quantity";
import { type KubeObject, type V1Pod } from "../../integration/cluster/types";

const group = "metrics.k8s.io";
const version = "v1beta1";
export const resourceMetricsVersion = { group, version } as const;

type Use = (pod: V1Pod, resource: "cpu" | "memory") => number;

/** What metrics.k8s.io answers to the autoscaler; undefined: not found. */
export function podMetricsAnswer(url: string, pods: readonly KubeObject[], use: Use): object | undefined {
    const { pathname, searchParams } = new URL(url, "https://metrics");
    const root = `/apis/${group}/${version}`;
    if (pathname === root) {
        const verbs = ["get", "list"];
        const resources = [{ name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs }];
        return { kind: "APIResourceList", apiVersion: "v1", groupVersion: `${group}/${version}`, resources };
    }
    const [, namespace] = new RegExp(`^${root}/namespaces/([^/]+)/pods/?$`).exec(pathname) ?? [];
    if (namespace === undefined) {
        return undefined;
    }
    const selector = equalities(searchParams.get("labelSelector") ?? "");
    const selected = (pods as readonly V1Pod[]).filter(
        ({ metadata }) =>
            metadata?.namespace === namespace && selector.every(([label, value]) => metadata.labels?.[label] === value),
    );
    const items = selected.map((pod) => usage(pod, use));
    return { kind: "PodMetricsList", apiVersion: `${group}/${version}`, metadata: {}, items };
}

/** The autoscaler asks with `a=b,c=d`. */
function equalities(selector: string): (readonly [string, string])[] {
    return selector
        .split(",")
        .filter((each) => each !== "")
        .map((each) => {
            const [label = "", value = ""] = each.split("=");
            return [label, value] as const;
        });
}

function usage(pod: V1Pod, use: Use): object {
    const now = new Date().toISOString().replace(/\.\d+Z/, "Z");
    const { name, namespace, labels } = pod.metadata ?? {};
    const containers = (pod.spec?.containers ?? []).map((container) => {
        const { cpu = "0", memory = "0" } = container.resources?.requests ?? {};
        // The main container works; whatever stands beside it does next to nothing.
        const part = container.name === "server" ? 1 : 0;
        return {
            name: container.name,
            usage: {
                cpu: `${Math.round((parseQuantity(cpu) ?? 0) * use(pod, "cpu") * part * 1000)}m`,
                memory: `${Math.round((parseQuantity(memory) ?? 0) * use(pod, "memory") * part)}`,
            },
        };
    });
    return { metadata: { name, namespace, labels, creationTimestamp: now }, timestamp: now, window: "3s", containers };
}
