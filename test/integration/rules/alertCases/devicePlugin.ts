import { type AlertCases, of, steady } from "./series";

/** Alerts on pods and nodes with GPUs. */
export const devicePluginCases: AlertCases = {
    GpuPodPending: () => {
        const phase = (pod: string, name: string) =>
            of("kube_pod_status_phase", { namespace: "ml", pod, uid: pod, phase: name }, steady(1));
        const asks = (pod: string, resource: string) =>
            of(
                "kube_pod_container_resource_requests",
                { namespace: "ml", pod, uid: pod, container: "server", resource },
                steady(1),
            );
        return {
            by: ["namespace", "pod"],
            series: [
                phase("bad", "Pending"),
                asks("bad", "nvidia_com_gpu"),
                phase("runs", "Running"),
                asks("runs", "nvidia_com_gpu"),
                of("kube_pod_status_phase", { namespace: "ml", pod: "runs", uid: "runs", phase: "Pending" }, steady(0)),
                phase("plain", "Pending"),
                asks("plain", "cpu"),
                of(
                    "kube_pod_container_resource_requests",
                    { namespace: "ml", pod: "zero", uid: "zero", container: "server", resource: "nvidia_com_gpu" },
                    steady(0),
                ),
                phase("zero", "Pending"),
            ],
            fires: [{ namespace: "ml", pod: "bad" }],
        };
    },
    GpuDevicePluginMissing: () => {
        const node = (name: string, accelerator: string, gpus: number, resource = "nvidia_com_gpu") => [
            of("kube_node_labels", { node: name, label_accelerator: accelerator }, steady(1)),
            of("kube_node_status_allocatable", { node: name, resource, unit: "integer" }, steady(gpus)),
        ];
        return {
            by: ["node"],
            series: [
                ...node("bad", "t4", 0),
                ...node("good", "t4", 1),
                ...node("plain", "", 0),
                ...node("blind", "t4", 8, "cpu"),
            ],
            fires: [{ node: "bad" }, { node: "blind" }],
        };
    },
};
