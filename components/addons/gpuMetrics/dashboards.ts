import { series } from "../../observation/promql";
import { type AddonDashboard } from "../definition";

const used = series("DCGM_FI_DEV_FB_USED");
/** Containers that request GPUs. */
const wanted = series("kube_pod_container_resource_requests", { resource: "nvidia_com_gpu" });
const legend = "{{hostname}} {{gpu}}";

/** Every GPU of the cluster: who has it, what it does, whether it is well. */
export const gpuDashboards: readonly AddonDashboard[] = [
    {
        name: "gpu-fleet",
        spec: {
            uid: "gpu-fleet",
            title: "GPU fleet",
            description: "Pods that wait for GPUs, what each GPU does, and whether it is healthy.",
            rows: {
                "Supply and use": [
                    {
                        title: "Pods that wait for a GPU",
                        description: "Pending pods that request GPUs.",
                        runbook: "gpu-pod-pending",
                        unit: "short",
                        queries: {
                            "{{namespace}}": `count by (namespace) (max by (namespace, pod) (${series("kube_pod_status_phase", { phase: "Pending" })}) > 0 and on (namespace, pod) ${wanted})`,
                        },
                        limit: { above: 1 },
                    },
                    {
                        title: "Why they wait",
                        description:
                            "The scheduler finds no node, or a container does not start: its image, its volume, its configuration.",
                        runbook: "gpu-pod-pending",
                        unit: "short",
                        queries: {
                            "{{namespace}} no node": `count by (namespace) (max by (namespace, pod) (${series("kube_pod_status_unschedulable")}) > 0 and on (namespace, pod) ${wanted})`,
                            "{{namespace}} {{reason}}": `count by (namespace, reason) (max by (namespace, pod, reason) (${series("kube_pod_container_status_waiting_reason")}) > 0 and on (namespace, pod) ${wanted})`,
                        },
                        limit: { above: 1 },
                    },
                    {
                        title: "GPUs by user",
                        description: "GPUs that pods of each namespace hold; without a namespace: free.",
                        unit: "short",
                        queries: { "{{namespace}}": `count by (namespace) (${series("DCGM_FI_DEV_GPU_UTIL")})` },
                    },
                    {
                        title: "Utilization",
                        description: "Share of time with a kernel running.",
                        runbook: "gpu-idle",
                        unit: "percent",
                        queries: { [`${legend} {{pod}}`]: series("DCGM_FI_DEV_GPU_UTIL") },
                    },
                ],
                Health: [
                    {
                        title: "Errors by XID",
                        description: "Errors that the driver reports.",
                        runbook: "gpu-errors",
                        unit: "short",
                        queries: { [`${legend} XID {{xid}}`]: series("DCGM_EXP_XID_ERRORS_COUNT") },
                        limit: { above: 1 },
                    },
                    {
                        title: "Slowed down",
                        description: "Share of time that heat or power slows the GPU.",
                        runbook: "gpu-throttled",
                        unit: "percentunit",
                        queries: {
                            [`heat ${legend}`]: `rate(${series("DCGM_FI_DEV_THERMAL_VIOLATION")}[5m]) / 1000000`,
                            [`power ${legend}`]: `rate(${series("DCGM_FI_DEV_POWER_VIOLATION")}[5m]) / 1000000`,
                        },
                        limit: { above: 0.1 },
                    },
                    {
                        title: "Memory in use",
                        description: "Share of the GPU's memory.",
                        runbook: "gpu-memory",
                        unit: "percentunit",
                        queries: { [legend]: `${used} / (${used} + ${series("DCGM_FI_DEV_FB_FREE")})` },
                        limit: { above: 0.9 },
                    },
                    {
                        title: "Temperature",
                        description: "Of the GPU's core.",
                        unit: "celsius",
                        queries: { [legend]: series("DCGM_FI_DEV_GPU_TEMP") },
                    },
                    {
                        title: "Power",
                        description: "Power that the GPU draws.",
                        unit: "watt",
                        queries: { [legend]: series("DCGM_FI_DEV_POWER_USAGE") },
                    },
                ],
            },
        },
    },
];
