import { type InputSeries } from "./promtool";

/** Samples of 15 seconds: ten minutes in which all is well, and an hour after them. */
const before = 40;
const after = 240;

const zones = ["a", "b", "c"] as const;
const kinds = ["system", "gpu"] as const;
const nodes = zones.flatMap((zone) => kinds.map((kind) => ({ node: `${kind}-${zone}`, zone, kind })));

function series(name: string, labels: Readonly<Record<string, string>>, values: string): InputSeries {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return { series: `${name}{${pairs.join(", ")}}`, values };
}

const steady = `1x${before + after}`;

/** Until the zone is lost one value, then another. */
function changing(zone: string, good: number, bad: string): string {
    return zone === "c" ? `${good}x${before - 1} ${bad}` : `${good}x${before + after}`;
}

/**
 * A cluster of three zones, each with a node for GPUs and one for everything else. Zone c stops answering after ten minutes:
 * its nodes are not ready, nothing on them is scraped, and the GPU pod that ran there waits for a node.
 */
export const zoneLoss: readonly InputSeries[] = [
    ...nodes.flatMap(({ node, zone, kind }) => [
        series(
            "kube_node_labels",
            { node, label_topology_kubernetes_io_zone: zone, ...(kind === "gpu" && { label_accelerator: "t4" }) },
            steady,
        ),
        series(
            "kube_node_status_condition",
            { node, condition: "Ready", status: "true" },
            changing(zone, 1, `0x${after}`),
        ),
        series(
            "up",
            { namespace: "monitoring", job: "node-exporter", instance: node },
            changing(zone, 1, `0x${after}`),
        ),
        series("kube_node_spec_unschedulable", { node }, `0x${before + after}`),
    ]),
    ...nodes
        .filter(({ kind }) => kind === "gpu")
        .flatMap(({ node, zone }) => {
            const pod = { namespace: "ml-production", pod: `scorer-${zone}`, uid: zone };
            return [
                series("kube_node_status_allocatable", { node, resource: "nvidia_com_gpu", unit: "integer" }, steady),
                series(
                    "DCGM_FI_DEV_GPU_UTIL",
                    { hostname: node, gpu: "0", namespace: pod.namespace, pod: pod.pod },
                    changing(zone, 60, "stale"),
                ),
                series(
                    "kube_pod_container_resource_requests",
                    { ...pod, container: "server", resource: "nvidia_com_gpu" },
                    steady,
                ),
                series("kube_pod_status_phase", { ...pod, phase: "Pending" }, changing(zone, 0, `1x${after}`)),
            ];
        }),
];
