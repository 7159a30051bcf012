import { type AlertCases, coarse, type Labels, of, steady, watched } from "./series";

/** Alerts on backups. */
export const modelBackupCases: AlertCases = {
    ModelBackupOld: (rule) => {
        const own = { namespace: watched(rule, "namespace"), cronjob: watched(rule, "cronjob") };
        const success = (labels: Labels, values: string) =>
            of("kube_cronjob_status_last_successful_time", { ...own, ...labels }, values);
        const begins = 27 * 3600 + coarse;
        return {
            by: ["namespace", "cronjob"],
            series: [
                // Created at 0 and successful after an hour, which nothing reports any longer in the end.
                of("kube_cronjob_created", own, steady(0)),
                success({}, `3600+0x${begins / coarse} stale`),
                success({ cronjob: "another" }, steady(0)),
                success({ namespace: "elsewhere" }, steady(0)),
            ],
            fires: [own],
            begins,
            step: coarse,
        };
    },
};
