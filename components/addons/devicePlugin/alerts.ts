import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type AddonFacts, gpuGroups } from "../facts";

/** Alerts on GPUs that pods cannot get; none on a stack without GPU nodes. */
export function gpuSchedulingAlerts(facts: AddonFacts): readonly Alert[] {
    return gpuGroups(facts).length === 0 ? [] : alerts;
}

const requestsGpus = `sum by (namespace, pod) (${series("kube_pod_container_resource_requests", { resource: "nvidia_com_gpu" })}) > 0`;

const alerts: readonly Alert[] = [
    {
        name: "GpuPodPending",
        expr: `max by (namespace, pod) (${series("kube_pod_status_phase", { phase: "Pending" })}) > 0 and on (namespace, pod) ${requestsGpus}`,
        for: "10m",
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} waits for a GPU",
        description:
            "A pod that requests GPUs has not started for 10 minutes. A new node takes about 5: there is no quota, no capacity, " +
            "or its group is at its maximum.",
        runbook: "gpu-pod-pending",
        noData: "silent",
    },
    {
        name: "GpuDevicePluginMissing",
        expr:
            `max by (node) (${series("kube_node_labels", { label_accelerator: { not: "" } })}) unless on (node) ` +
            `${series("kube_node_status_allocatable", { resource: "nvidia_com_gpu" })} > 0`,
        for: "15m",
        severity: "warning",
        summary: "GPU node {{ $labels.node }} offers no GPU",
        description:
            "For 15 minutes the node has had no allocatable GPU: it costs as much as a busy one and runs nothing.",
        runbook: "gpu-device-plugin",
        noData: "silent",
    },
];
