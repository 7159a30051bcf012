import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";

/** How long a run may wait for its turn: longer than most runs take. */
const waitsFor = "12h";

/** Times in six hours that a run may be sent back because not all its pods came. */
const sentBack = 3;

/** Alerts on runs that do not get their turn, and on the controller without which none starts. */
export function kueueAlerts(trainingNamespace: string): readonly Alert[] {
    const of = { exported_namespace: trainingNamespace };
    return [
        {
            name: "TrainingQueued",
            expr: `max by (name) (${series("kueue_local_queue_pending_workloads", of)}) > 0`,
            for: waitsFor,
            severity: "warning",
            summary: "A run of {{ $labels.name }} has waited for its GPUs for 12 hours",
            description:
                "Its pods start together or not at all, and its GPU model has no room for all of them: other runs hold the " +
                "quota, or one that came earlier waits.",
            runbook: "training-queued",
            noData: "silent",
        },
        {
            name: "TrainingNotStarting",
            expr:
                `sum by (name) (increase(${series("kueue_local_queue_evicted_workloads_total", { ...of, reason: "PodsReadyTimeout" })}[6h])) ` +
                `>= ${sentBack}`,
            for: "1m",
            severity: "warning",
            summary: "Not all pods of {{ $labels.name }} get ready in time, again and again",
            description:
                "In six hours the run was sent back to its queue three times: its nodes do not come, an image is missing, or its " +
                "inputs do not arrive. Each time nodes start and stop.",
            runbook: "training-queued",
            noData: "silent",
        },
        {
            name: "KueueDown",
            expr: `absent(${series("kueue_cluster_queue_status", { status: "active" })} == 1)`,
            for: "15m",
            severity: "warning",
            summary: "No queue of trainings is active",
            description:
                "For 15 minutes Kueue has reported no active queue. While it does not answer, the API server rejects new Jobs in " +
                "the namespace of trainings, and runs that wait do not start; runs that work go on.",
            runbook: "kueue-down",
            noData: "fires",
        },
    ];
}
