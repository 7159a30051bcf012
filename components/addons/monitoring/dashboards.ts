import { dashboard } from "../../observation/dashboard";
import { series } from "../../observation/promql";
import { type AddonDashboard } from "../definition";

const workload = { namespace: "$namespace", workload: "$workload" };
const pods = { namespace: "$namespace", label_app: "$workload" };

/** Every workload side by side, and whether the platform below them holds. */
const overview = dashboard({
    uid: "platform-overview",
    title: "Platform overview",
    description: "Objectives and budgets of every workload, then what limits them.",
    rows: {
        "What callers notice": [
            {
                title: "Error budget left",
                description:
                    "Share of each objective's budget that is left of its window. Below 0 the objective is missed.",
                unit: "percentunit",
                queries: { "{{workload}} {{slo}}": series("inference:slo:budget_remaining") },
                limit: { below: 0 },
            },
            {
                title: "Failed requests",
                description:
                    "Share of requests that failed by the server's fault. Runbook: docs/runbooks/inference-errors.md",
                unit: "percentunit",
                queries: { "{{workload}} {{version}}": series("inference:errors:ratio_rate5m") },
                limit: { above: 0.05 },
            },
            {
                title: "Latency, 95th percentile",
                description:
                    "Time that 95 % of requests are answered within. Runbook: docs/runbooks/inference-latency.md",
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
                description: "At 100 % more load makes requests slower. Runbook: docs/runbooks/scaling-maximum.md",
                unit: "percentunit",
                queries: {
                    "{{horizontalpodautoscaler}}": `${series("kube_horizontalpodautoscaler_status_desired_replicas")} / ${series("kube_horizontalpodautoscaler_spec_max_replicas")}`,
                },
                limit: { above: 1 },
            },
            {
                title: "Pods that find no node",
                description: "Pods that the scheduler cannot place. Runbook: docs/runbooks/gpu-pod-pending.md",
                unit: "short",
                queries: { "{{namespace}}": `sum by (namespace) (${series("kube_pod_status_unschedulable")})` },
                limit: { above: 1 },
            },
        ],
        Monitoring: [
            {
                title: "Targets that do not answer",
                description: "Targets that Prometheus cannot scrape. Runbook: docs/runbooks/prometheus-targets.md",
                unit: "short",
                queries: { "{{job}}": `count by (job) (${series("up")} == 0)` },
            },
            {
                title: "Space used by metrics",
                description: "Share of the space that metrics may use. Runbook: docs/runbooks/prometheus-storage.md",
                unit: "percentunit",
                queries: {
                    "{{pod}}": `${series("prometheus_tsdb_storage_blocks_bytes")} / ${series("prometheus_tsdb_retention_limit_bytes")}`,
                },
                limit: { above: 0.9 },
            },
            {
                title: "Rules that fail",
                description:
                    "Alerts and scaling that need them do not work. Runbook: docs/runbooks/prometheus-rules.md",
                unit: "short",
                queries: {
                    "{{rule_group}}": `sum by (rule_group) (increase(${series("prometheus_rule_evaluation_failures_total")}[5m]))`,
                },
                limit: { above: 1 },
            },
        ],
    },
});

/** One workload, its versions beside each other, whatever serves the model. */
const inference = dashboard({
    uid: "inference-workload",
    title: "Inference workload",
    description:
        "One workload, from what its callers notice to its pods and GPUs; a new version beside the stable one.",
    variables: {
        namespace: `label_values(${series("inference:requests:rate5m")}, namespace)`,
        workload: `label_values(${series("inference:requests:rate5m", { namespace: "$namespace" })}, workload)`,
    },
    rows: {
        "What callers notice": [
            {
                title: "Requests by version",
                description: "Requests per second that reach each version; during a rollout both revisions.",
                unit: "reqps",
                queries: { "{{version}} {{revision}}": series("inference:requests:rate5m", workload) },
            },
            {
                title: "Failed requests by version",
                description: "Share that failed by the server's fault. Runbook: docs/runbooks/inference-errors.md",
                unit: "percentunit",
                queries: { "{{version}} {{revision}}": series("inference:errors:ratio_rate5m", workload) },
                limit: { above: 0.05 },
            },
            {
                title: "Latency by version",
                description: "Percentiles of the time to an answer. Runbook: docs/runbooks/inference-latency.md",
                unit: "s",
                queries: {
                    "p50 {{version}} {{revision}}": series("inference:latency_seconds:p50", workload),
                    "p95 {{version}} {{revision}}": series("inference:latency_seconds:p95", workload),
                    "p99 {{version}} {{revision}}": series("inference:latency_seconds:p99", workload),
                },
                limit: { above: 2 },
            },
            {
                title: "Answers by status",
                description: "HTTP and gRPC codes: which kind of failure it is.",
                unit: "reqps",
                queries: {
                    "{{version}} {{response_code}} {{grpc_response_status}}": `sum by (version, response_code, grpc_response_status) (rate(${series("istio_requests_total", { reporter: "destination", ...workload })}[5m]))`,
                },
            },
            {
                title: "Error budget left",
                description: "Share of each objective's budget that is left. Runbook: docs/runbooks/error-budget.md",
                unit: "percentunit",
                queries: { "{{slo}}": series("inference:slo:budget_remaining", workload) },
                limit: { below: 0 },
            },
            {
                title: "Speed at which budgets burn",
                description: "At 1 the budget lasts exactly for its window; at 14.4 on call is paged.",
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
                description:
                    "Share of correct predictions, of servers that report it. Runbook: docs/runbooks/inference-accuracy.md",
                unit: "percentunit",
                queries: { "{{version}} {{revision}}": series("inference:accuracy", workload) },
                limit: { below: 0.85 },
            },
        ],
        "Pods and GPUs": [
            {
                title: "Waiting requests",
                description: "Requests that wait in front of the model: more pods help.",
                unit: "short",
                queries: { "{{version}}": series("inference:queue_depth", workload) },
            },
            {
                title: "GPU utilization",
                description: "Share of time with a kernel running, over the version's GPUs.",
                unit: "percentunit",
                queries: { "{{version}}": series("inference:gpu_utilization", workload) },
            },
            {
                title: "Measured pods",
                description:
                    "Pods whose server reports its own metrics. Runbook: docs/runbooks/inference-metrics-absent.md",
                unit: "short",
                queries: { "{{version}} {{revision}}": series("inference:measured_pods", workload) },
            },
            {
                title: "Replicas wanted",
                description:
                    "Pods that the autoscaler asks for, and the most that it may. Runbook: docs/runbooks/scaling-maximum.md",
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
                title: "Restarts of the server",
                description: "Restarts within an hour. Runbook: docs/runbooks/inference-pods-restarting.md",
                unit: "short",
                queries: {
                    "{{pod}}": `increase(${series("kube_pod_container_status_restarts_total", { namespace: "$namespace", container: "server" })}[1h]) * on (namespace, pod) group_left () max by (namespace, pod) (${series("kube_pod_labels", pods)})`,
                },
                limit: { above: 3 },
            },
        ],
    },
});

export const monitoringDashboards: readonly AddonDashboard[] = [
    { name: "platform-overview", dashboard: overview },
    { name: "inference-workload", dashboard: inference },
];
