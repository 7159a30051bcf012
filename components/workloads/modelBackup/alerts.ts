import { longestGapMinutes } from "../../../config/serving/schedule";
import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { jobAlerts } from "../../serving/jobs/jobAlerts";
import { type BackupPlan } from "./plan";
import { type ModelBackupConfig } from "./schema";

/** Hours that a backup may end later, seen from the one before, than its schedule says: runs take longer as models grow. */
const lateHours = 2;

/** Alerts on failed and stuck runs, and on a last backup that is too old. */
export function backupAlerts(plan: BackupPlan, config: ModelBackupConfig): readonly Alert[] {
    const gap = plan.command === "restore" || config.suspend ? undefined : longestGapMinutes(config.schedule);
    return [...jobAlerts(plan, "cron-job"), ...(gap === undefined ? [] : [oldAlert(plan, gap / 60 + lateHours)])];
}

/** Without any success the age counts from the CronJob's creation. */
function oldAlert({ name, namespace }: BackupPlan, hours: number): Alert {
    const of = { namespace, cronjob: name };
    const since =
        `max by (namespace, cronjob) (${series("kube_cronjob_status_last_successful_time", of)}) or ` +
        `max by (namespace, cronjob) (${series("kube_cronjob_created", of)})`;
    return {
        name: "ModelBackupOld",
        expr: `time() - (${since}) > ${Math.ceil(hours * 3600)}`,
        for: "5m",
        severity: "warning",
        summary: `The last backup of ${name} is {{ $value | humanizeDuration }} old`,
        description:
            `No backup has succeeded for more than ${Number(hours.toFixed(2))} hours, ` +
            `the longest time between two runs of the schedule and ${lateHours} hours: models published since then have no backup.`,
        runbook: "model-backup-old",
        noData: "silent",
    };
}
