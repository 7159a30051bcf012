import { type InputSeries, type Rule } from "../promtool";
import { type AlertCases, type Labels, of, steady, watched } from "./series";

/** A run of a Job, by its labels, with the series that an alert on Jobs reads. */
interface Run {
    readonly labels: Labels;
    /** CronJob that has made it. Default: none. */
    readonly owner?: string;
    readonly created?: number;
    readonly started?: true;
    readonly ready?: string;
    readonly failed?: string;
    readonly complete?: string;
    readonly suspended?: string;
}

function run({ labels, owner = "", created = 0, started, ready, failed, complete, suspended }: Run): InputSeries[] {
    const owned = { owner_kind: owner === "" ? "" : "CronJob", owner_name: owner };
    // A condition of any status has a series for each; those of a run that goes on are false.
    const condition = (metric: string, values = steady(0)) => [
        of(metric, { ...labels, condition: "true" }, values),
        of(metric, { ...labels, condition: "false" }, steady(1)),
    ];
    return [
        of("kube_job_owner", { ...labels, ...owned }, steady(1)),
        of("kube_job_created", labels, steady(created)),
        ...(started === undefined ? [] : [of("kube_job_status_start_time", labels, steady(created))]),
        of("kube_job_status_ready", labels, ready ?? steady(0)),
        ...(suspended === undefined ? [] : [of("kube_job_status_suspended", labels, suspended)]),
        ...condition("kube_job_failed", failed),
        ...condition("kube_job_complete", complete),
    ];
}

/** Builds the runs of the workload of a rule and those of others, whether its Jobs are a CronJob's or its own. */
function runsOf(rule: Rule) {
    const namespace = watched(rule, "namespace");
    const owner = /owner_name="([^"]+)"/.exec(rule.expr)?.[1];
    const job = owner ?? watched(rule, "job_name").replace(/-\[.*$/, "");
    return {
        namespace,
        own: (hash: string, facts: Omit<Run, "labels" | "owner"> = {}, labels: Labels = {}) =>
            run({
                labels: { namespace, job_name: `${job}-${hash}`, ...labels },
                ...(owner !== undefined && { owner }),
                ...facts,
            }),
        name: (hash: string) => `${job}-${hash}`,
        cronJob: owner,
    };
}

/** Alerts on runs. */
export const jobCases: AlertCases = {
    JobFailed: (rule) => {
        const { namespace, own, name, cronJob } = runsOf(rule);
        const failed = "0x3 1x2000";
        return {
            by: ["namespace", "job_name"],
            series: [
                ...own("0000000a", { failed, created: 100 }),
                ...own("0000000b", { complete: steady(1), created: 100 }),
                ...own("0000000a", { failed: steady(1), created: 100 }, { namespace: "elsewhere" }),
                ...run({ labels: { namespace, job_name: "another-0000000a" }, owner: "another", failed: steady(1) }),
                ...(cronJob === undefined
                    ? // A workload whose name begins with this one's.
                      own("eu-0000000a", { failed: steady(1) })
                    : [
                          ...own("0000000c", { failed: steady(1), created: 49 }),
                          ...run({
                              labels: { namespace, job_name: name("0000000d") },
                              owner: "another",
                              failed: steady(1),
                              created: 100,
                          }),
                          of("kube_cronjob_status_last_successful_time", { namespace, cronjob: cronJob }, steady(50)),
                          // A later success of another does not count.
                          of(
                              "kube_cronjob_status_last_successful_time",
                              { namespace, cronjob: "another" },
                              steady(1000),
                          ),
                      ]),
            ],
            fires: [{ namespace, job_name: name("0000000a") }],
            begins: 60,
        };
    },
    JobStuck: (rule) => {
        const { namespace, own, name } = runsOf(rule);
        const started = true;
        return {
            by: ["namespace", "job_name"],
            series: [
                // A pod that is ready for a minute.
                ...own("0000000a", { started, ready: "1x3 0x2000" }),
                ...own("0000000b", { started, ready: steady(1) }),
                ...own("0000000c", { started, complete: steady(1) }),
                ...own("0000000d", { started, failed: steady(1) }),
                ...own("0000000e", { started, suspended: steady(1) }),
                ...own("0000000f", {}),
                ...own("0000000a", { started }, { namespace: "elsewhere" }),
                ...run({ labels: { namespace, job_name: "another-0000000a" }, owner: "another", started }),
            ],
            fires: [{ namespace, job_name: name("0000000a") }],
            begins: 60,
        };
    },
};
