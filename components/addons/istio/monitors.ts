import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { apiVersions } from "../../kubernetes/apiVersions";
import { istioPorts } from "../../kubernetes/wellKnown";
import { type Monitor } from "../definition";
import { monitoring } from "../namespaces";
import { cniNamespace, istioNamespace } from "./namespaces";

/** Every pod with a proxy, in every namespace, once. */
const proxyMonitor: NonNullable<IPodMonitor["spec"]> = {
    namespaceSelector: { any: true },
    selector: { matchExpressions: [{ key: "istio-prometheus-ignore", operator: "DoesNotExist" }] },
    podMetricsEndpoints: [
        {
            path: "/stats/prometheus",
            interval: "15s",
            relabelings: [
                {
                    action: "keep",
                    sourceLabels: ["__meta_kubernetes_pod_container_name"],
                    regex: "istio-proxy",
                },
                {
                    action: "keep",
                    sourceLabels: ["__meta_kubernetes_pod_annotationpresent_prometheus_io_scrape"],
                    regex: "true",
                },
                {
                    action: "replace",
                    sourceLabels: ["__meta_kubernetes_pod_ip"],
                    regex: "(.+)",
                    replacement: `$1:${istioPorts.agent}`,
                    targetLabel: "__address__",
                },
                { action: "replace", sourceLabels: ["__meta_kubernetes_namespace"], targetLabel: "namespace" },
                { action: "replace", sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "pod" },
                { action: "replace", sourceLabels: ["__meta_kubernetes_pod_label_app"], targetLabel: "app" },
                { action: "replace", sourceLabels: ["__meta_kubernetes_pod_label_version"], targetLabel: "version" },
            ],
        },
    ],
};

/**
 * The control plane, the CNI agents and every proxy. Proxies answer on the agent's port, which mTLS does not capture, with
 * their own metrics and the application's merged.
 */
export const istioMonitors: readonly Monitor[] = [
    {
        name: "istiod-metrics",
        namespace: istioNamespace,
        body: {
            apiVersion: apiVersions.prometheusOperator,
            kind: "ServiceMonitor",
            metadata: { name: "istiod", namespace: istioNamespace.name },
            spec: {
                selector: { matchLabels: { istio: "pilot" } },
                endpoints: [{ port: "http-monitoring", interval: "30s" }],
            },
        },
    },
    {
        name: "istio-cni-metrics",
        namespace: cniNamespace,
        body: {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PodMonitor",
            metadata: { name: "istio-cni", namespace: cniNamespace.name },
            spec: {
                selector: { matchLabels: { "k8s-app": "istio-cni-node" } },
                podMetricsEndpoints: [{ port: "metrics", interval: "30s" }],
            },
        },
    },
    {
        name: "istio-proxy-metrics",
        namespace: monitoring,
        body: {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PodMonitor",
            metadata: { name: "istio-proxies", namespace: monitoring.name },
            spec: proxyMonitor,
        },
    },
];
