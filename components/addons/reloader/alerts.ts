import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { reloaderName } from "./names";

/** Alerts on changed secrets that running pods do not get. */
export const secretAlerts: readonly Alert[] = [
    {
        name: "SecretChangesNotFollowed",
        expr: `max by (namespace, deployment) (${series("kube_deployment_status_replicas_available", { namespace: reloaderName, deployment: reloaderName })}) == 0`,
        for: "10m",
        severity: "warning",
        summary: "No pod restarts when its secrets change",
        description:
            "Reloader has not run for 10 minutes. A secret that changes meanwhile reaches no running pod, also later: the pods " +
            "fail once the old value is revoked.",
        runbook: "secret-changes",
        noData: "silent",
    },
    {
        name: "SecretRestartFailing",
        expr: `sum by (pod) (increase(${series("reloader_reload_executed_total", { success: "false" })}[15m])) > 0`,
        for: "5m",
        severity: "warning",
        summary: "Pods have not been restarted after their secret changed",
        description:
            "Within 15 minutes Reloader has failed to restart a workload whose secret changed. After five attempts it gives up: " +
            "the pods keep the old value and fail once it is revoked.",
        runbook: "secret-changes",
        noData: "silent",
    },
];
