import { type DashboardSpec, type PanelSpec } from "../../observation/dashboard";
import { series } from "../../observation/promql";
import { type AddonDashboard } from "../definition";
import { type AddonFacts } from "../facts";
import { costDashboard } from "./costDashboard";
import { loadTestDashboard } from "./loadTestDashboard";

const workload = { namespace: "$namespace", workload: "$workload" };
const versions = { ...workload, version: { matches: "$version" } };
const pods = { namespace: "$namespace", label_app: "$workload" };

/** A metric of GPUs, of those that the workload's pods have. */
function ofItsGpus(query: string): string {
    return `${query} * on (namespace, pod) group_left () max by (namespace, pod) (${series("kube_pod_labels", pods)})`;
}

const itsGpus = { namespace: "$namespace" };

/** Every workload side by side, and whether the platform below them holds. */
const overview: DashboardSpec = {
    uid: "platform-overview",
    title: "Platform overview",
    description: "Objectives and budgets of every workload, then what limits them.",
    rows: {
        "What callers notice": [
            {
                title: "Error budget left",
                description:
                    "Share of each objective's budget that is left of its window. Below 0 the objective is missed.",
                runbook: "error-budget",
                unit: "percentunit",
                queries: { "{{workload}} {{slo}}": series("inference:slo:budget_remaining") },
                limit: { below: 0 },
            },
            {
                title: "Failed requests",
                description: "Share of requests that failed by the server's fault.",
                runbook: "inference-errors",
                unit: "percentunit",
                queries: { "{{workload}} {{version}}": series("inference:errors:ratio_rate5m") },
                limit: { above: 0.05 },
            },
            {
                title: "Latency, 95th percentile",
                description: "Time that 95 % of requests are answered within.",
                runbook: "inference-latency",
                unit: "s",
                queries: { "{{workload}} {{version}}": series("inference:latency_seconds:p95") },
                limit: { above: 2 },
            },
        ],
        "Load and room": [
            {
                title: "Requests",
                description: "Requests per second that reach each workload.",
                unit: "reqps",
                queries: { "{{workload}}": `sum by (workload) (${series("inference:requests:rate5m")})` },
            },
            {
                title: "Replicas against their maximum",
                description: "At 100 % more load makes requests slower.",
                runbook: "scaling-maximum",
                unit: "percentunit",
                queries: {
                    "{{horizontalpodautoscaler}}": `${series("kube_horizontalpodautoscaler_status_desired_replicas")} / ${series("kube_horizontalpodautoscaler_spec_max_replicas")}`,
                },
                limit: { above: 1 },
            },
            {
                title: "Pods that find no node",
                description: "Pods that the scheduler cannot place.",
                runbook: "gpu-pod-pending",
                unit: "short",
                queries: { "{{namespace}}": `sum by (namespace) (${series("kube_pod_status_unschedulable")})` },
                limit: { above: 1 },
            },
        ],
        Monitoring: [
            {
                title: "Targets that do not answer",
                description: "Targets that Prometheus cannot scrape.",
                runbook: "prometheus-targets",
                unit: "short",
                queries: { "{{job}}": `count by (job) (${series("up")} == 0)` },
            },
            {
                title: "Space used by metrics",
                description: "Share of the space that metrics may use.",
                runbook: "prometheus-storage",
                unit: "percentunit",
                queries: {
                    "{{pod}}": `${series("prometheus_tsdb_storage_blocks_bytes")} / ${series("prometheus_tsdb_retention_limit_bytes")}`,
                },
                limit: { above: 0.9 },
            },
            {
                title: "Rules that fail",
                description: "Alerts and scaling that need them do not work.",
                runbook: "prometheus-rules",
                unit: "short",
                queries: {
                    "{{rule_group}}": `sum by (rule_group) (increase(${series("prometheus_rule_evaluation_failures_total")}[5m]))`,
                },
                limit: { above: 1 },
            },
        ],
    },
};

/** What the GPUs themselves report of those that the workload's pods have. */
const itsGpuPanels: readonly PanelSpec[] = [
    {
        title: "Memory of its GPUs",
        description: "Share of the memory of each GPU that its pods have.",
        runbook: "gpu-memory",
        unit: "percentunit",
        queries: {
            "{{pod}} {{gpu}}": ofItsGpus(
                `${series("DCGM_FI_DEV_FB_USED", itsGpus)} / (${series("DCGM_FI_DEV_FB_USED", itsGpus)} + ${series("DCGM_FI_DEV_FB_FREE", itsGpus)})`,
            ),
        },
        limit: { above: 0.9 },
    },
    {
        title: "Temperature of its GPUs",
        description: "Of the core of each GPU that its pods have; heat slows a GPU down.",
        runbook: "gpu-throttled",
        unit: "celsius",
        queries: { "{{pod}} {{gpu}}": ofItsGpus(series("DCGM_FI_DEV_GPU_TEMP", itsGpus)) },
    },
    {
        title: "Power of its GPUs",
        description: "Power that each GPU of its pods draws.",
        unit: "watt",
        queries: { "{{pod}} {{gpu}}": ofItsGpus(series("DCGM_FI_DEV_POWER_USAGE", itsGpus)) },
    },
];

/** What Tempo measures of the requests whose traces it keeps: points on the panel are those traces. */
const tracePanel: PanelSpec = {
    title: "Requests with a trace",
    description:
        "95th percentile of the requests whose traces are kept: every failed or slow one, and a share of the others, so " +
        "that it lies above the latency of all. Each point is one request: click it to read its trace.",
    unit: "s",
    queries: {
        "p95 of traces": `histogram_quantile(0.95, sum by (le) (rate(${series("traces_spanmetrics_latency_bucket", { service: "$workload.$namespace" })}[5m])))`,
    },
};

/** One workload, its versions beside each other, whatever serves the model. */
const inference = (tracePanels: readonly PanelSpec[], gpuPanels: readonly PanelSpec[]): DashboardSpec => ({
    uid: "inference-workload",
    title: "Inference workload",
    description:
        "One workload, from what its callers notice to its pods and GPUs; a new version beside the stable one.",
    variables: {
        namespace: `label_values(${series("inference:requests:rate5m")}, namespace)`,
        workload: `label_values(${series("inference:requests:rate5m", { namespace: "$namespace" })}, workload)`,
        version: { query: `label_values(${series("inference:requests:rate5m", workload)}, version)`, all: true },
    },
    inputs: { request: "Request id, for the link to logs" },
    explore: {
        logs: '{namespace="$namespace", app="$workload"} | request_id=~"$request.*"',
        traces: '{resource.service.name="$workload.$namespace"}',
    },
    rows: {
        "What callers notice": [
            {
                title: "Requests by version",
                description: "Requests per second that reach each version; during a rollout both revisions.",
                unit: "reqps",
                queries: { "{{version}} {{revision}}": series("inference:requests:rate5m", versions) },
            },
            {
                title: "Failed requests by version",
                description: "Share that failed by the server's fault.",
                runbook: "inference-errors",
                unit: "percentunit",
                queries: { "{{version}} {{revision}}": series("inference:errors:ratio_rate5m", versions) },
                limit: { above: 0.05 },
            },
            {
                title: "Latency by version",
                description: "Percentiles of the time to an answer.",
                runbook: "inference-latency",
                unit: "s",
                queries: {
                    "p50 {{version}} {{revision}}": series("inference:latency_seconds:p50", versions),
                    "p95 {{version}} {{revision}}": series("inference:latency_seconds:p95", versions),
                    "p99 {{version}} {{revision}}": series("inference:latency_seconds:p99", versions),
                },
                limit: { above: 2 },
            },
            ...tracePanels,
            {
                title: "Time in the server",
                description:
                    "95th percentile of the time that servers of the contract take for a prediction. Points lead to traces, of " +
                    "servers that write exemplars.",
                unit: "s",
                queries: {
                    "{{version}} {{model}}": `histogram_quantile(0.95, sum by (version, model, le) (rate(${series("inference_duration_seconds_bucket", versions)}[5m])))`,
                },
            },
            {
                title: "Answers by status",
                description: "HTTP and gRPC codes: which kind of failure it is.",
                unit: "reqps",
                queries: {
                    "{{version}} {{response_code}} {{grpc_response_status}}": `sum by (version, response_code, grpc_response_status) (rate(${series("istio_requests_total", { reporter: "destination", ...versions })}[5m]))`,
                },
            },
            {
                title: "Error budget left",
                description: "Share of each objective's budget that is left.",
                runbook: "error-budget",
                unit: "percentunit",
                queries: { "{{slo}}": series("inference:slo:budget_remaining", workload) },
                limit: { below: 0 },
            },
            {
                title: "Speed at which budgets burn",
                description: "At 1 the budget lasts exactly for its window; at 14.4 on call is paged.",
                runbook: "error-budget",
                unit: "short",
                queries: {
                    "1h {{slo}}": series("inference:slo:burn_rate1h", workload),
                    "6h {{slo}}": series("inference:slo:burn_rate6h", workload),
                    "3d {{slo}}": series("inference:slo:burn_rate3d", workload),
                },
                limit: { above: 14.4 },
            },
        ],
        "What the predictions are worth": [
            {
                title: "Accuracy by version",
                description: "Share of correct predictions, of servers that report it.",
                runbook: "inference-accuracy",
                unit: "percentunit",
                queries: { "{{version}} {{revision}}": series("inference:accuracy", versions) },
                limit: { below: 0.85 },
            },
            {
                title: "Drift of the scores",
                description:
                    "Population stability index of the last hour's scores against the version's first week: below 0.1 they are alike.",
                runbook: "inference-drift",
                unit: "short",
                queries: { "{{version}} {{model}}": series("inference:score_psi", versions) },
                limit: { above: 0.2 },
            },
            {
                title: "Scores by bin",
                description:
                    "Share of the last hour's predictions by the upper edge of their score, beside the baseline.",
                unit: "percentunit",
                queries: {
                    "now {{version}} {{bin}}": series("inference:score_share:1h", versions),
                    "baseline {{version}} {{bin}}": series("inference:score_baseline", versions),
                },
            },
        ],
        "Pods and GPUs": [
            {
                title: "Waiting requests",
                description: "Requests that wait in front of the model: more pods help.",
                unit: "short",
                queries: { "{{version}}": series("inference:queue_depth", versions) },
            },
            {
                title: "GPU utilization",
                description: "Share of time with a kernel running, over the version's GPUs.",
                unit: "percentunit",
                queries: { "{{version}}": series("inference:gpu_utilization", versions) },
            },
            ...gpuPanels,
            {
                title: "Measured pods",
                description: "Pods whose server reports its own metrics.",
                runbook: "inference-metrics-absent",
                unit: "short",
                queries: { "{{version}} {{revision}}": series("inference:measured_pods", versions) },
            },
            {
                title: "Replicas wanted",
                description: "Pods that the autoscaler asks for, and the most that it may.",
                runbook: "scaling-maximum",
                unit: "short",
                queries: {
                    "wanted {{horizontalpodautoscaler}}": series(
                        "kube_horizontalpodautoscaler_status_desired_replicas",
                        {
                            namespace: "$namespace",
                            horizontalpodautoscaler: { matches: "keda-hpa-$workload(-.*)?" },
                        },
                    ),
                    "maximum {{horizontalpodautoscaler}}": series("kube_horizontalpodautoscaler_spec_max_replicas", {
                        namespace: "$namespace",
                        horizontalpodautoscaler: { matches: "keda-hpa-$workload(-.*)?" },
                    }),
                },
            },
            {
                title: "Why they are wanted",
                description:
                    "Value of each trigger as the autoscaler reads it, in the trigger's own unit: the one that rose is the one " +
                    "that pods were added for.",
                runbook: "scaling-maximum",
                unit: "short",
                queries: {
                    "{{scaledObject}} {{scaler}} {{triggerIndex}}": series("keda_scaler_metrics_value", {
                        exported_namespace: "$namespace",
                        scaledObject: { matches: "$workload(-.*)?" },
                    }),
                },
            },
            {
                title: "Restarts of the server",
                description: "Restarts within an hour.",
                runbook: "inference-pods-restarting",
                unit: "short",
                queries: {
                    "{{pod}}": `increase(${series("kube_pod_container_status_restarts_total", { namespace: "$namespace", container: "server" })}[1h]) * on (namespace, pod) group_left () max by (namespace, pod) (${series("kube_pod_labels", pods)})`,
                },
                limit: { above: 3 },
            },
        ],
    },
});

/** Dashboards that every stack has, and that of costs where prices are known. */
export function monitoringDashboards({ nodePrices, addons }: AddonFacts): readonly AddonDashboard[] {
    const gpuMetrics = addons.gpuMetrics.enabled;
    const tempo = addons.tracing.enabled && addons.tracing.backend === "tempo";
    return [
        { name: "platform-overview", spec: overview },
        { name: "inference-workload", spec: inference(tempo ? [tracePanel] : [], gpuMetrics ? itsGpuPanels : []) },
        { name: "load-test", spec: loadTestDashboard },
        ...(nodePrices.length === 0 ? [] : [{ name: "cost", spec: costDashboard(gpuMetrics) }]),
    ];
}
