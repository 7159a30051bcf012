import { type InputSeries } from "../promtool";
import { type AlertCases, growing, type Labels, of, steady } from "./series";

const gpu = { UUID: "u", device: "nvidia0", modelName: "Tesla T4" };

/** GPUs `bad` and `good` of one node, each with its own value. */
function perGpu(metric: string, bad: string, good: string, labels: Labels = {}): InputSeries[] {
    const series = (name: string, values: string) =>
        of(
            metric,
            { ...gpu, hostname: "node-1", gpu: name, namespace: "ml", pod: name, container: "server", ...labels },
            values,
        );
    return [series("bad", bad), series("good", good)];
}

/** Alerts on GPUs. */
export const gpuMetricsCases: AlertCases = {
    GpuMemoryHigh: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_FB_USED", steady(901), steady(900)),
            ...perGpu("DCGM_FI_DEV_FB_FREE", steady(99), steady(100)),
        ],
        fires: [{ hostname: "node-1", gpu: "bad" }],
    }),
    GpuXidErrors: () => ({
        by: ["hostname", "gpu", "xid"],
        series: [
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "79" }),
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "31" }),
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "13" }),
        ],
        fires: [{ hostname: "node-1", gpu: "bad", xid: "79" }],
    }),
    GpuMemoryErrors: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "0x3 1x2000", steady(1)),
            ...perGpu("DCGM_FI_DEV_RETIRED_PENDING", steady(0), steady(0)),
            of("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", { ...gpu, hostname: "node-2", gpu: "pending" }, steady(0)),
            of("DCGM_FI_DEV_RETIRED_PENDING", { ...gpu, hostname: "node-2", gpu: "pending" }, "0x3 1x2000"),
        ],
        fires: [
            { hostname: "node-1", gpu: "bad" },
            { hostname: "node-2", gpu: "pending" },
        ],
        begins: 60,
    }),
    GpuThrottled: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_THERMAL_VIOLATION", growing(60_000), growing(50_000)),
            ...perGpu("DCGM_FI_DEV_POWER_VIOLATION", growing(45_000), growing(45_000)),
        ],
        fires: [{ hostname: "node-1", gpu: "bad" }],
        // A rate over five minutes is complete after nearly as long.
        begins: 300,
    }),
    GpuIdle: () => ({
        by: ["namespace", "pod"],
        series: [
            ...perGpu("DCGM_FI_DEV_GPU_UTIL", steady(4), steady(5)),
            // Nobody's GPU is the autoscaler's business.
            of("DCGM_FI_DEV_GPU_UTIL", { ...gpu, hostname: "node-1", gpu: "free", pod: "", namespace: "" }, steady(0)),
            // A request every ten minutes is use.
            of(
                "DCGM_FI_DEV_GPU_UTIL",
                { ...gpu, hostname: "node-1", gpu: "seldom", namespace: "ml", pod: "seldom" },
                Array.from({ length: 10 }, () => "0x39 90").join(" "),
            ),
        ],
        fires: [{ namespace: "ml", pod: "bad" }],
    }),
    GpuMetricsMissing: () => ({
        by: ["node"],
        series: [
            of("kube_node_status_allocatable", { node: "bad", resource: "nvidia_com_gpu", unit: "integer" }, steady(1)),
            of(
                "kube_node_status_allocatable",
                { node: "good", resource: "nvidia_com_gpu", unit: "integer" },
                steady(1),
            ),
            of("kube_node_status_allocatable", { node: "plain", resource: "cpu", unit: "core" }, steady(8)),
            of(
                "kube_node_status_allocatable",
                { node: "starting", resource: "nvidia_com_gpu", unit: "integer" },
                steady(0),
            ),
            of("DCGM_FI_DEV_GPU_UTIL", { ...gpu, gpu: "0", hostname: "good" }, steady(50)),
        ],
        fires: [{ node: "bad" }],
    }),
};
