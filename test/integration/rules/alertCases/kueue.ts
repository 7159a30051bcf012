import { type AlertCases, coarse, of, steady } from "./series";

const training = (name: string) => ({ exported_namespace: "ml-training", name });
/** A queue that somebody else has made. */
const others = { exported_namespace: "shop", name: "others" };

/** Alerts on queues of trainings. */
export const kueueCases: AlertCases = {
    TrainingQueued: () => {
        const pending = (name: string, status: string, values: string) =>
            of("kueue_local_queue_pending_workloads", { ...training(name), status }, values);
        return {
            by: ["name"],
            series: [
                pending("bad", "inadmissible", steady(1)),
                pending("bad", "active", steady(0)),
                pending("good", "inadmissible", steady(0)),
                pending("good", "active", steady(0)),
                of("kueue_local_queue_pending_workloads", { ...others, status: "active" }, steady(1)),
            ],
            fires: [{ name: "bad" }],
            step: coarse,
        };
    },
    TrainingNotStarting: () => {
        const evicted = (name: string, reason: string, values: string) =>
            of("kueue_local_queue_evicted_workloads_total", { ...training(name), reason }, values);
        return {
            by: ["name"],
            series: [
                evicted("bad", "PodsReadyTimeout", "0x3 4x2000"),
                evicted("good", "PodsReadyTimeout", "0x3 2x2000"),
                evicted("stopped", "LocalQueueStopped", "0x3 4x2000"),
                of(
                    "kueue_local_queue_evicted_workloads_total",
                    { ...others, reason: "PodsReadyTimeout" },
                    "0x3 4x2000",
                ),
            ],
            fires: [{ name: "bad" }],
            begins: 60,
        };
    },
    KueueDown: () => {
        const status = (value: string, values: string) =>
            of("kueue_cluster_queue_status", { cluster_queue: "training-v100", status: value }, values);
        return {
            by: [],
            series: [status("active", "1x20 0x2000"), status("pending", "1x2000")],
            fires: [{}],
            begins: 315,
            firesWithoutData: true,
        };
    },
};
