import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type AddonFacts, gpuGroups } from "../facts";
import { idlePercent } from "../monitoring/costRules";

/** XIDs that a program causes by itself: the GPU works on. Source: NVIDIA, "XID Errors", application errors. */
const applicationXids = "13|31|43|45|68|69|0";

/** What identifies a GPU and its user in DCGM's series. */
const gpu = "hostname, gpu, modelName, namespace, pod";

/** Share of time that a GPU may be slowed down by heat or power. */
const throttledShare = 0.1;
/**
 * What the pod's GPUs cost, where a price is known; a template of Prometheus, which fills in the labels of the alert with their
 * quotes.
 */
const costOfPod =
    "{{ range query (printf `sum(" +
    series("gpu:pod_usd_per_hour", { namespace: "%q", pod: "%q" }).replaceAll('"', "") +
    ')` $labels.namespace $labels.pod) }}: {{ .Value | printf "%.2f" }} USD per hour{{ end }}';

/** Alerts on the GPUs themselves; none on a stack without GPU nodes. */
export function gpuAlerts(facts: AddonFacts): readonly Alert[] {
    return gpuGroups(facts).length === 0 ? [] : alerts;
}

const used = series("DCGM_FI_DEV_FB_USED");

const alerts: readonly Alert[] = [
    {
        name: "GpuMemoryHigh",
        expr: `${used} / (${used} + ${series("DCGM_FI_DEV_FB_FREE")}) > 0.9`,
        for: "5m",
        severity: "warning",
        summary:
            "GPU {{ $labels.gpu }} of {{ $labels.hostname }} has {{ $value | humanizePercentage }} of its memory in use",
        description:
            "More than 90 % of the GPU's memory has been in use for 5 minutes: larger batches fail with out of memory.",
        runbook: "gpu-memory",
        noData: "silent",
    },
    {
        name: "GpuXidErrors",
        expr: `max by (${gpu}, xid) (${series("DCGM_EXP_XID_ERRORS_COUNT", { xid: { differs: applicationXids } })}) > 0`,
        for: "1m",
        severity: "critical",
        summary: "GPU {{ $labels.gpu }} of {{ $labels.hostname }} reports XID {{ $labels.xid }}",
        description:
            "The driver reports an error of the hardware, the driver or the bus. Pods on this GPU compute nothing right.",
        runbook: "gpu-errors",
        noData: "silent",
    },
    {
        name: "GpuMemoryErrors",
        expr:
            `increase(${series("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL")}[1h]) > 0 or ` +
            `${series("DCGM_FI_DEV_RETIRED_PENDING")} > 0`,
        for: "1m",
        severity: "critical",
        summary: "Memory of GPU {{ $labels.gpu }} of {{ $labels.hostname }} is broken",
        description:
            "Within the last hour the GPU's memory had an error that ECC cannot correct, or pages wait to be retired at the next reset.",
        runbook: "gpu-errors",
        noData: "silent",
    },
    {
        name: "GpuThrottled",
        expr:
            `(rate(${series("DCGM_FI_DEV_THERMAL_VIOLATION")}[5m]) + ` +
            `rate(${series("DCGM_FI_DEV_POWER_VIOLATION")}[5m])) / 1000000 > ${throttledShare}`,
        for: "15m",
        severity: "warning",
        summary: "GPU {{ $labels.gpu }} of {{ $labels.hostname }} is slowed down",
        description: "For 15 minutes heat or the power limit has slowed the GPU down for more than 10 % of the time.",
        runbook: "gpu-throttled",
        noData: "silent",
    },
    {
        name: "GpuIdle",
        expr: `max_over_time(${series("DCGM_FI_DEV_GPU_UTIL", { pod: { not: "" } })}[15m]) < ${idlePercent}`,
        for: "1h",
        severity: "info",
        summary: `{{ $labels.namespace }}/{{ $labels.pod }} holds a GPU and does not use it${costOfPod}`,
        description: `The GPU has been allocated for an hour and used for less than ${idlePercent} % of the time: it costs as much as a busy one.`,
        runbook: "gpu-idle",
        noData: "silent",
    },
    {
        name: "GpuMetricsMissing",
        expr:
            `${series("kube_node_status_allocatable", { resource: "nvidia_com_gpu" })} > 0 unless on (node) ` +
            `label_replace(${series("DCGM_FI_DEV_GPU_UTIL")}, "node", "$1", "hostname", "(.+)")`,
        for: "15m",
        severity: "warning",
        summary: "No metrics of the GPUs of {{ $labels.node }} arrive",
        description:
            "For 15 minutes the exporter has not reported the GPUs of this node: nobody sees their errors and use.",
        runbook: "gpu-metrics-missing",
        noData: "silent",
    },
];
