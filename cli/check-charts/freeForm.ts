import { type ReleaseName } from "../../components/addons/charts";
import { type FreeForm } from "./chartKeys";

const collector: readonly FreeForm[] = [
    {
        path: "podDisruptionBudget.maxUnavailable",
        reason: "read by the budget's template, commented out in the values",
    },
    { path: "config", reason: "the collector's own configuration, merged into the chart's" },
];

/** Keys that the charts read without listing them in their values; each was looked up in the chart's templates. */
export const freeForm: Readonly<Partial<Record<ReleaseName, readonly FreeForm[]>>> = {
    "istio-base": [{ path: "base.validationFailurePolicy", reason: "read by the template of the validating webhook" }],
    istiod: [
        { path: "base.validationFailurePolicy", reason: "read by the template of the validating webhook" },
        { path: "meshConfig", reason: "the mesh's own configuration, merged into the chart's" },
    ],
    "istio-gateway": [
        { path: "service.loadBalancerClass", reason: "read by the Service's template" },
        { path: "service.allocateLoadBalancerNodePorts", reason: "read by the Service's template" },
        { path: "labels", reason: "labels of the user's choice" },
        { path: "podAnnotations", reason: "annotations of the user's choice, beside the chart's" },
    ],
    "kube-prometheus-stack": [
        { path: "defaultRules.rules", reason: "groups of rules by name, commented out in the values" },
        { path: "alertmanager.config", reason: "Alertmanager's own configuration" },
        { path: "grafana.grafana.ini", reason: "Grafana's own configuration" },
        { path: "grafana.persistence.storageClassName", reason: "commented out in the values" },
        { path: "prometheus-node-exporter.priorityClassName", reason: "read by the DaemonSet's template" },
    ],
    "cluster-autoscaler": [
        { path: "extraArgs", reason: "flags of the program, by name" },
        { path: "expanderPriorities", reason: "patterns by priority" },
    ],
    "dcgm-exporter": [{ path: "customMetrics", reason: "commented out in the values: the list of counters" }],
    loki: [
        { path: "loki.limits_config", reason: "Loki's own configuration" },
        { path: "loki.compactor", reason: "Loki's own configuration" },
        { path: "loki.storage.bucketNames", reason: "required by the templates, which have no default for it" },
    ],
    tempo: [
        { path: "tempo.storage.trace", reason: "Tempo's own configuration" },
        { path: "persistence.storageClassName", reason: "commented out in the values" },
    ],
    "otel-collector": collector,
    "otel-sampler": [
        ...collector,
        { path: "service.clusterIP", reason: "read by the Service's template, which has no default for it" },
    ],
    jaeger: [{ path: "jaeger.resources", reason: "read by the Deployment's template, which has no default for it" }],
};
