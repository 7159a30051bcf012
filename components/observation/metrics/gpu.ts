import { type Metrics } from "./facts";

/** Labels of the GPU's user: empty on a GPU that no pod has. */
const dcgmLabels = ["gpu", "UUID", "device", "modelName", "hostname", "namespace", "pod", "container"] as const;

/** Source: NVIDIA/dcgm-exporter, etc/default-counters.csv; the fields that the add-on exports. */
export const gpuMetrics = {
    DCGM_FI_DEV_GPU_UTIL: { source: "dcgm", type: "gauge", unit: "percent", labels: dcgmLabels },
    DCGM_FI_DEV_FB_USED: { source: "dcgm", type: "gauge", unit: "mebibytes", labels: dcgmLabels },
    DCGM_FI_DEV_FB_FREE: { source: "dcgm", type: "gauge", unit: "mebibytes", labels: dcgmLabels },
    DCGM_FI_DEV_GPU_TEMP: { source: "dcgm", type: "gauge", unit: "celsius", labels: dcgmLabels },
    DCGM_FI_DEV_POWER_USAGE: { source: "dcgm", type: "gauge", unit: "watts", labels: dcgmLabels },
    DCGM_EXP_XID_ERRORS_COUNT: { source: "dcgm", type: "gauge", unit: "errors", labels: [...dcgmLabels, "xid"] },
    DCGM_FI_DEV_THERMAL_VIOLATION: { source: "dcgm", type: "counter", unit: "microseconds", labels: dcgmLabels },
    DCGM_FI_DEV_POWER_VIOLATION: { source: "dcgm", type: "counter", unit: "microseconds", labels: dcgmLabels },
    DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: { source: "dcgm", type: "counter", unit: "errors", labels: dcgmLabels },
    DCGM_FI_DEV_RETIRED_PENDING: { source: "dcgm", type: "counter", unit: "pages", labels: dcgmLabels },
} as const satisfies Metrics;
