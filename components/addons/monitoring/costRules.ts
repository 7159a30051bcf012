import { type NodePrice } from "../../platform";
import { type RuleGroup } from "../../observation/alert";
import { type RecordedName } from "../../observation/catalogue";
import { series } from "../../observation/promql";
import { type AddonFacts } from "../facts";

interface RecordingRule {
    readonly record: RecordedName;
    readonly expr: string;
    readonly labels?: Readonly<Record<string, string>>;
}

/** The label of spot nodes, which others do not have. */
const spotLabel = { label_spot: "true" } as const;
const nodeType = "label_node_kubernetes_io_instance_type, label_spot";

const pod = "namespace, pod";
const byPod = "by (namespace, pod, node, workload)";
const byWorkload = "by (namespace, workload)";

/** Percent of time with a kernel running below which a GPU does nothing that pays for it. */
export const idlePercent = 5;

/**
 * What GPUs cost and who has them, from the prices of the stack: a node's price per hour is divided by the share of its GPUs
 * that each running pod has requested. Empty where no price is known. The sums of a day leave out minutes in which Prometheus
 * did not run.
 */
export function costRules({ nodePrices, addons }: AddonFacts): readonly RuleGroup[] {
    if (nodePrices.length === 0) {
        return [];
    }
    return [
        {
            name: "gpu-cost",
            interval: "1m",
            rules: [...nodePrices.flatMap(tableRows), ...current, ...(addons.gpuMetrics.enabled ? [idleCost] : [])].map(
                plain,
            ),
        },
        { name: "gpu-cost-of-a-day", interval: "5m", rules: ofADay.map(plain) },
    ];
}

function plain({ record, expr, labels }: RecordingRule) {
    return { record, expr, ...(labels !== undefined && { labels }) };
}

/** The price table as series, with the labels that nodes have. */
function tableRows({ instanceType, capacity, gpus, usdPerHour }: NodePrice): readonly RecordingRule[] {
    const labels = {
        label_node_kubernetes_io_instance_type: instanceType,
        ...(capacity === "spot" && spotLabel),
    };
    return [
        { record: "gpu:node_type_usd_per_hour", expr: `vector(${usdPerHour})`, labels },
        { record: "gpu:node_type_gpus", expr: `vector(${gpus})`, labels },
    ];
}

/** A column of the price table, for each node. */
function ofNodes(column: RecordedName): string {
    const nodes = `max by (node, ${nodeType}) (${series("kube_node_labels")})`;
    return `max by (node) (${nodes} * on (${nodeType}) group_left () max by (${nodeType}) (${series(column)}))`;
}

const requested = series("kube_pod_container_resource_requests", { resource: "nvidia_com_gpu" });
const running = `max by (${pod}) (${series("kube_pod_status_phase", { phase: "Running" })}) > 0`;
const allocatable = `max by (node) (${series("kube_node_status_allocatable", { resource: "nvidia_com_gpu" })}) > 0`;
const owner = `max by (${pod}, workload) (label_replace(${series("kube_pod_labels", { label_app: { not: "" } })}, "workload", "$1", "label_app", "(.+)"))`;

/** Pods whose GPUs have done nothing for an hour. */
const idle = `max by (${pod}) (max_over_time(${series("DCGM_FI_DEV_GPU_UTIL", { pod: { not: "" } })}[1h])) < ${idlePercent}`;

/** Requests that were answered, or rejected by the caller's fault; health checks do not pass the proxy. */
const answered =
    `sum ${byWorkload} (${series("inference:requests:rate5m")} - ` +
    `(${series("inference:errors:ratio_rate5m")} * ${series("inference:requests:rate5m")} or ${series("inference:requests:rate5m")} * 0))`;

const current: readonly RecordingRule[] = [
    { record: "gpu:node_usd_per_hour", expr: ofNodes("gpu:node_type_usd_per_hour") },
    { record: "gpu:node_gpus", expr: ofNodes("gpu:node_type_gpus") },
    {
        // Of a shared GPU a pod requests slices, and its node has as many more.
        record: "gpu:pod_share_of_node",
        expr:
            `sum ${byPod} ((sum by (${pod}, node) (${requested}) and on (${pod}) ${running}) ` +
            `/ on (node) group_left () (${allocatable}) * on (${pod}) group_left (workload) ${owner})`,
    },
    {
        record: "gpu:pod_usd_per_hour",
        expr: `${series("gpu:pod_share_of_node")} * on (node) group_left () ${series("gpu:node_usd_per_hour")}`,
    },
    {
        record: "gpu:workload_gpus",
        expr: `sum ${byWorkload} (${series("gpu:pod_share_of_node")} * on (node) group_left () ${series("gpu:node_gpus")})`,
    },
    { record: "gpu:workload_usd_per_hour", expr: `sum ${byWorkload} (${series("gpu:pod_usd_per_hour")})` },
    {
        record: "gpu:node_free_usd_per_hour",
        expr:
            `${series("gpu:node_usd_per_hour")} * on (node) (1 - ` +
            `(sum by (node) (${series("gpu:pod_share_of_node")}) or ${series("gpu:node_usd_per_hour")} * 0))`,
    },
    { record: "inference:answers:rate5m", expr: answered },
];

const idleCost: RecordingRule = {
    record: "gpu:workload_idle_usd_per_hour",
    expr: `sum ${byWorkload} (${series("gpu:pod_usd_per_hour")} and on (${pod}) ${idle})`,
};

/** A day of something per hour, minute by minute; minutes without it count as nothing. */
function hoursOfADay(name: RecordedName): string {
    return `sum_over_time(${series(name)}[1d:1m]) / 60`;
}

const thousandsOfADay = `(${hoursOfADay("inference:answers:rate5m")} * 3600 / 1000 > 0)`;

const ofADay: readonly RecordingRule[] = [
    { record: "gpu:workload_hours:1d", expr: hoursOfADay("gpu:workload_gpus") },
    { record: "gpu:workload_usd:1d", expr: hoursOfADay("gpu:workload_usd_per_hour") },
    {
        record: "gpu:hours_per_thousand_predictions:1d",
        expr: `${series("gpu:workload_hours:1d")} / on (namespace, workload) ${thousandsOfADay}`,
    },
    {
        record: "gpu:usd_per_thousand_predictions:1d",
        expr: `${series("gpu:workload_usd:1d")} / on (namespace, workload) ${thousandsOfADay}`,
    },
];
