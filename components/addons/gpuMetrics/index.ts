import { z } from "zod";
import { type Resources, resources } from "../../kubernetes/resources";
import { type Toleration, tolerationsFor } from "../../kubernetes/tolerations";
import { type AddonFacts, gpuGroups } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { gpuSystem } from "../namespaces";
import { gpuAlerts } from "./alerts";
import { gpuDashboards } from "./dashboards";

/**
 * Fields that are exported: name, type, help. None needs profiling rights, which only one reader of a T4 could hold. Names:
 * NVIDIA/dcgm-exporter, etc/default-counters.csv.
 */
export const gpuCounters = [
    ["DCGM_FI_DEV_SM_CLOCK", "gauge", "SM clock in MHz"],
    ["DCGM_FI_DEV_MEM_CLOCK", "gauge", "Memory clock in MHz"],
    ["DCGM_FI_DEV_GPU_TEMP", "gauge", "GPU temperature in degrees Celsius"],
    ["DCGM_FI_DEV_POWER_USAGE", "gauge", "Power draw in watts"],
    ["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "counter", "Energy since boot in mJ"],
    ["DCGM_FI_DEV_GPU_UTIL", "gauge", "Share of time with a kernel running in percent"],
    ["DCGM_FI_DEV_MEM_COPY_UTIL", "gauge", "Memory bandwidth in use in percent"],
    ["DCGM_FI_DEV_FB_USED", "gauge", "Frame buffer memory used in MiB"],
    ["DCGM_FI_DEV_FB_FREE", "gauge", "Frame buffer memory free in MiB"],
    ["DCGM_FI_DEV_FB_RESERVED", "gauge", "Frame buffer memory reserved in MiB"],
    ["DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "counter", "PCIe retries"],
    ["DCGM_FI_DEV_XID_ERRORS", "gauge", "Last XID error"],
    ["DCGM_EXP_XID_ERRORS_COUNT", "gauge", "XID errors within the window"],
    ["DCGM_FI_DEV_POWER_VIOLATION", "counter", "Throttling due to power in us"],
    ["DCGM_FI_DEV_THERMAL_VIOLATION", "counter", "Throttling due to heat in us"],
    ["DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "counter", "Corrected ECC errors since boot"],
    ["DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "counter", "Uncorrected ECC errors since boot"],
    ["DCGM_FI_DEV_RETIRED_DBE", "counter", "Pages retired after uncorrected errors"],
    ["DCGM_FI_DEV_RETIRED_PENDING", "counter", "Pages to be retired at the next reset"],
] as const;

/** Keys of the chart that we set. */
export interface DcgmExporterValues {
    readonly customMetrics: string;
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly tolerations: readonly Toleration[];
    readonly resources: Resources;
    readonly securityContext: object;
    readonly extraEnv: readonly { readonly name: string; readonly value: string }[];
    readonly extraHostVolumes: readonly { readonly name: string; readonly hostPath: string }[];
    readonly extraVolumeMounts: readonly object[];
    readonly serviceMonitor: { readonly enabled: boolean; readonly honorLabels: boolean; readonly interval: string };
}

/** Memory grows with the GPUs it watches; the chart's limit is known to be too small. */
const exporterResources = resources("50m", "500m", "256Mi", "1Gi");

/** Undefined when the stack has no GPU nodes. */
export function dcgmExporterValues(facts: AddonFacts): DcgmExporterValues | undefined {
    const groups = gpuGroups(facts);
    if (groups.length === 0) {
        return undefined;
    }
    const shared = groups.some((group) => group.timeSlicing > 1);
    return {
        customMetrics: gpuCounters.map((row) => row.join(", ")).join("\n"),
        nodeSelector: { "nvidia.com/gpu.present": "true" },
        tolerations: tolerationsFor(groups.flatMap(({ taints }) => taints)),
        resources: exporterResources,
        // Root without any capability: enough for the kubelet's socket, which tells whose GPU it is.
        securityContext: {
            runAsNonRoot: false,
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            // A list that is empty replaces the chart's SYS_ADMIN.
            capabilities: { add: [], drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
        // Without it only one of the pods that share a GPU would be named.
        extraEnv: shared ? [{ name: "KUBERNETES_VIRTUAL_GPUS", value: "true" }] : [],
        extraHostVolumes: [{ name: "all-gpus", hostPath: "/dev/null" }],
        extraVolumeMounts: [
            // The chart's own mount of the counters: our list replaces the chart's.
            {
                name: "exporter-metrics-volume",
                mountPath: "/etc/dcgm-exporter/default-counters.csv",
                subPath: "default-counters.csv",
            },
            // How an unprivileged container asks for every GPU on Bottlerocket, which ignores NVIDIA_VISIBLE_DEVICES.
            { name: "all-gpus", mountPath: "/var/run/nvidia-container-devices/all", readOnly: true },
        ],
        // Keeps the labels pod, namespace and container of the GPU's user instead of the exporter's own.
        serviceMonitor: { enabled: true, honorLabels: true, interval: "15s" },
    };
}

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; without it nothing scales on the use of GPUs."),
    })
    .prefault({})
    .describe("GPU metrics by DCGM.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly gpuMetrics: z.output<typeof settings>;
    }
}

/** Metrics of every GPU, with the pod that uses it. */
export const gpuMetrics = defineAddon({
    name: "gpu-metrics",
    component: "GpuMetrics",
    settings: { key: "gpuMetrics", schema: settings },
    needs: [scraping],
    alerts: gpuAlerts,
    dashboards: () => gpuDashboards,
    releases: {
        "dcgm-exporter": {
            chart: {
                repository: "https://nvidia.github.io/dcgm-exporter/helm-charts",
                chart: "dcgm-exporter",
                version: "4.8.2",
                appVersion: "4.8.2",
            },
            namespace: gpuSystem,
            values: dcgmExporterValues,
            images: { "image.repository": "nvcr.io/nvidia/k8s/dcgm-exporter" },
            daemon: () => ({
                containers: [exporterResources.requests],
                runsOn: ({ gpusPerNode }) => gpusPerNode > 0,
            }),
            unlisted: [{ path: "customMetrics", reason: "commented out in the values: the list of counters" }],
        },
    },
});
