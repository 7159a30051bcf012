import { type DashboardSpec, type PanelSpec } from "../../observation/dashboard";
import { series } from "../../observation/promql";

const spotNodes = series("kube_node_labels", { label_spot: "true" });
const leaving = `(max by (node) (${series("kube_node_spec_unschedulable")}) > 0 and on (node) ${spotNodes})`;

const idle: PanelSpec = {
    title: "Held and idle",
    description: "Cost per hour of GPUs that have done nothing for an hour.",
    runbook: "gpu-idle",
    unit: "currencyUSD",
    queries: { "{{namespace}} {{workload}}": series("gpu:workload_idle_usd_per_hour") },
};

/** What GPUs cost, for whom, and what of it is for nothing; which GPUs are idle only GPU metrics say. */
export const costDashboard = (gpuMetrics: boolean): DashboardSpec => ({
    uid: "cost",
    title: "GPU cost",
    description:
        "What GPUs cost, for whom, and what is paid for and not used. Prices are those of the stack's estimate.",
    rows: {
        "What predictions cost": [
            {
                title: "A thousand predictions",
                description: "Cost of the workload's GPUs within a day, for a thousand answered requests.",
                unit: "currencyUSD",
                queries: { "{{namespace}} {{workload}}": series("gpu:usd_per_thousand_predictions:1d") },
            },
            {
                title: "GPU hours of a thousand predictions",
                description: "Falls with larger batches and busier GPUs, whatever a GPU costs.",
                unit: "short",
                queries: { "{{namespace}} {{workload}}": series("gpu:hours_per_thousand_predictions:1d") },
            },
            {
                title: "Answers",
                description: "Requests per second that were answered.",
                unit: "reqps",
                queries: { "{{namespace}} {{workload}}": series("inference:answers:rate5m") },
            },
        ],
        "Who has the GPUs": [
            {
                title: "GPU hours within a day",
                description: "GPUs that the pods of a workload had, in hours; a shared GPU by the share of its pods.",
                unit: "short",
                queries: { "{{namespace}} {{workload}}": series("gpu:workload_hours:1d") },
            },
            {
                title: "Cost within a day",
                description: "Nodes with GPUs, by the share of their GPUs that each workload's pods had.",
                unit: "currencyUSD",
                queries: { "{{namespace}} {{workload}}": series("gpu:workload_usd:1d") },
            },
            {
                title: "Cost per hour now",
                description: "What the pods that run now cost, and every node with GPUs.",
                unit: "currencyUSD",
                queries: {
                    "{{namespace}} {{workload}}": series("gpu:workload_usd_per_hour"),
                    "all nodes with GPUs": `sum(${series("gpu:node_usd_per_hour")})`,
                },
            },
        ],
        "Paid for and not used": [
            ...(gpuMetrics ? [idle] : []),
            {
                title: "Held by nobody",
                description: "Cost per hour of the share of nodes whose GPUs no running pod has requested.",
                unit: "currencyUSD",
                queries: { "{{node}}": series("gpu:node_free_usd_per_hour") },
            },
        ],
        Spot: [
            {
                title: "Share of nodes on spot capacity",
                description: "Of all nodes.",
                unit: "percentunit",
                queries: { spot: `count(${spotNodes}) / count(${series("kube_node_labels")})` },
            },
            {
                title: "Spot nodes taken back within a day",
                description: "Nodes that were emptied because the cloud reclaims them, or a person drained them.",
                runbook: "spot-interruption",
                unit: "short",
                queries: { nodes: `count(last_over_time(${leaving}[1d:1m]))` },
            },
        ],
    },
});
