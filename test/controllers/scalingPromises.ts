import { scaledBy } from "./entries";
import { paced } from "./pace";
import { requestsOf } from "./prometheus/history";
import { type Promised } from "./promises";
import { type Subject } from "./subject";

/** Seconds on a cluster that a change of the number of pods may take, all steps of it included. */
const upWithin = 700;
const downWithin = 1500;
/** Seconds on a cluster after which a pod too many is gone: the autoscaler's patience, and what the triggers take to see it. */
const settledWithin = 900;

/** Seconds until a rate over five minutes is that of a load which has just come, scrapes and evaluations included. */
const rateWithin = 600;

/** Schedules run by the real minute: the next whole one is up to a minute and a half away (`Subject.schedulePeak`). */
const peakWithin = 5 * 90 + upWithin;

/** Seconds until a trigger that does nothing can be called idle: longer than what scaling up takes. */
const longEnough = 600;

/** Longer than the time that the autoscaler waits before it removes pods: a measure that falls with them would show. */
const patience = 420;

/** A schedule of last New Year, which a trial replaces by one that is about to begin. */
const schedule = { timezone: "Europe/Berlin", start: "0 0 1 1 *", end: "1 0 1 1 *" };

/** How far ahead of last week's load its pods are to be there. Long enough that a busy machine does not hide whether they are. */
const aheadMinutes = 30;
/** The load of a week ago as it comes again, in milliseconds after the cluster's start. Pods come `aheadMinutes` before. */
const lastWeeksLoad = { from: 60_000 + paced(aheadMinutes * 60), duration: paced(900) };
const week = paced(7 * 24 * 3600);

/** What docs/workloads.md says under "Scaling". */
export const scalingPromises: readonly Promised[] = [
    {
        title: "requests per replica: as many pods as the load needs, few at a time, and back after five minutes",
        name: "requests",
        workload: scaledBy({ requestsPerReplica: 10 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 48 });
            await it.until("has 5 pods for 48 requests per second", () => it.pods.length === 5, upWithin);
            // For a whole patience: until Prometheus has found the newest pod, the autoscaler knows less than the whole load.
            await it.throughout("keeps 5 pods under the same load", () => it.pods.length >= 5, patience);
            requireStepsUp(it);
            it.idle();
            await it.throughoutByTheClock(
                "keeps its pods for the first minutes without load",
                () => it.pods.length >= 5,
                180,
            );
            await it.until("has one pod again without load", () => it.pods.length === 1, downWithin);
            requireSteps(
                it,
                "removes at most a quarter of its pods at a time",
                (from, to) => from - to <= Math.ceil(from / 4),
            );
        },
    },
    {
        title: "queue depth: as many pods as the waiting requests need",
        name: "queue",
        workload: scaledBy({ queueDepth: 10 }),
        keeps: async (it) => await followsLoad(it, { waiting: 35 }, 4),
    },
    {
        title: "latency: more pods while requests wait, half as many again at most for one reading",
        name: "latency",
        workload: scaledBy({ latencyP95Ms: 500 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            // One pod: 2.1 s; five pods: 0.5 s.
            it.demand({ requests: 20, waiting: 40 });
            await it.until("has 5 pods, on which latency is as wanted", () => it.pods.length >= 5, upWithin);
            await it.throughout("stays at 5 pods or more", () => it.pods.length >= 5, 60);
            requireSteps(
                it,
                "adds at most half of its pods for one reading",
                (from, to) => to <= Math.ceil(from * 1.5),
            );
            it.idle();
            await it.until("has one pod again without load", () => it.pods.length === 1, downWithin);
        },
    },
    {
        title: "latency: slow predictions add no pods while nothing waits",
        name: "slow",
        workload: scaledBy({ latencyP95Ms: 500 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.behave("1.0.0", { latencyMs: 3000 });
            it.demand({ requests: 20 });
            await it.throughout("stays at one pod", () => it.replicaHistory.at(-1) === 1, longEnough);
        },
    },
    {
        title: "CPU: as many pods as keep the main container at its share",
        name: "cpu",
        workload: scaledBy({ cpuPercent: 70 }),
        keeps: async (it) => await followsLoad(it, { cpu: 2.6 }, 4),
    },
    {
        title: "memory: as many pods as keep the main container at its share",
        name: "memory",
        workload: scaledBy({ memoryPercent: 80 }),
        keeps: async (it) => await followsLoad(it, { memory: 2 }, 3),
    },
    {
        title: "GPU: as many pods as keep the GPUs at their share",
        name: "gpu",
        workload: scaledBy({ gpuPercent: 70 }),
        keeps: async (it) => await followsLoad(it, { gpu: 2 }, 3),
    },
    {
        title: "schedule: pods for a known peak, without any load, and back when it is over",
        name: "peak",
        workload: scaledBy({ cron: [{ ...schedule, replicas: 3 }] }),
        keeps: async (it) => {
            await it.hasStarted(1);
            await it.schedulePeak(schedule.timezone);
            await it.until("has 3 pods during the peak", () => it.pods.length === 3, peakWithin);
            await it.until("has one pod again after the peak", () => it.pods.length === 1, downWithin);
        },
    },
    {
        title: "schedule: the first pod starts for the peak, and the last one goes after it",
        name: "peak-from-zero",
        workload: scaledBy({ min: 0, cron: [{ ...schedule, replicas: 2 }] }),
        keeps: async (it) => {
            await it.until("has no pod before the peak", () => it.replicaHistory.at(-1) === 0, 300);
            await it.schedulePeak(schedule.timezone);
            await it.until("has 2 pods during the peak", () => it.pods.length === 2, peakWithin);
            await it.until("has no pod after the peak", () => it.pods.length === 0, downWithin);
        },
    },
    {
        title: "forecast: pods for the load of the same hour last week, before it comes, and back after it",
        name: "forecast",
        workload: scaledBy({ forecast: { requestsPerReplica: 10, aheadMinutes } }),
        past: (name, start) => {
            const from = start + lastWeeksLoad.from - week;
            return [{ ...requestsOf(name), value: 45, from, until: from + lastWeeksLoad.duration }];
        },
        keeps: async (it) => {
            it.demand({ requests: 20 });
            await it.until("has 5 pods for the load of last week", () => it.pods.length === 5, 5 * 90 + upWithin);
            it.require("has them before that load comes", it.sinceStart < lastWeeksLoad.from);
            // What is recorded today is what the trigger will read in a week.
            const today = it.queryOf("forecast").replace(/ offset \w+/, "");
            const isRecorded = async () => Math.abs((await it.ask(today)) - 20) < 2;
            await it.until("records today's load for next week", isRecorded, rateWithin);
            await it.until("has one pod again after it", () => it.pods.length === 1, 900 + downWithin);
        },
    },
    {
        title: "forecast: in the first week nothing is forecast, and that is no fault",
        name: "first-week",
        workload: scaledBy({ forecast: { requestsPerReplica: 10 }, fallbackReplicas: 3 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 20 });
            await it.throughout("stays at one pod", () => it.replicaHistory.at(-1) === 1, longEnough);
        },
    },
    {
        title: "own query: as many pods as a gauge of the workload's own needs, whatever others report under its name",
        name: "own",
        workload: scaledBy(
            { prometheus: { jobs: { query: "sum(jobs_waiting)", target: 20 } } },
            { metrics: { jobs_waiting: "gauge" } },
        ),
        keeps: async (it) => await followsLoad(it, { own: { jobs_waiting: 70 } }, 4),
    },
    {
        title: "own query: as many pods as keep a value below its limit (type: value)",
        name: "own-limit",
        workload: scaledBy(
            { prometheus: { jobs: { query: "max(jobs_waiting)", target: 30, type: "value" } } },
            { metrics: { jobs_waiting: "gauge" } },
        ),
        keeps: async (it) => await followsLoad(it, { own: { jobs_waiting: 115 } }, 4),
    },
    {
        title: "own query: a metric that no server reports removes no pods",
        name: "own-missing",
        workload: scaledBy(
            { prometheus: { jobs: { query: "sum(jobs_waiting)", target: 20 } }, fallbackReplicas: 3 },
            { metrics: { jobs_waiting: "gauge" } },
        ),
        keeps: async (it) => {
            await it.until("has the pods of its fallback", () => it.pods.length === 3, upWithin);
            await it.throughout("keeps them", () => it.pods.length === 3, longEnough);
        },
    },
    {
        title: "the trigger that wants most pods wins",
        name: "most",
        workload: scaledBy({ requestsPerReplica: 10, cpuPercent: 70 }),
        keeps: async (it) => await followsLoad(it, { requests: 15, cpu: 2.6 }, 4),
    },
    {
        title: "fallback: the named number of pods while Prometheus does not answer",
        name: "fallback",
        workload: scaledBy({ requestsPerReplica: 10, fallbackReplicas: 3 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 5 });
            await it.throughout("has one pod for its load", () => it.replicaHistory.at(-1) === 1, 60);
            it.silencePrometheus();
            await it.until("has 3 pods without Prometheus", () => it.pods.length === 3, upWithin);
            it.unsilencePrometheus();
            await it.until("has one pod again with Prometheus", () => it.pods.length === 1, downWithin);
        },
    },
    {
        title: "fallback: never fewer pods than before while Prometheus does not answer",
        name: "fallback-keeps",
        workload: scaledBy({ requestsPerReplica: 10, fallbackReplicas: 2 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 48 });
            await it.until("has 5 pods under load", () => it.pods.length === 5, upWithin);
            it.silencePrometheus();
            it.idle();
            await it.throughout("keeps 5 pods without Prometheus", () => it.pods.length >= 5, 600);
            it.unsilencePrometheus();
            await it.until("has one pod again with Prometheus", () => it.pods.length === 1, downWithin);
        },
    },
    {
        title: "a server without metrics of its own is not idle: its pods stay",
        name: "unmeasured",
        workload: scaledBy({ queueDepth: 10 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ waiting: 35 });
            await it.until("has 4 pods under load", () => it.pods.length === 4, upWithin);
            it.behave("1.0.0", { measured: false });
            await it.throughout("keeps 4 pods unmeasured", () => it.pods.length >= 4, 600);
        },
    },
    {
        title: "a missing secret does not keep a workload from scaling",
        name: "no-secret",
        workload: scaledBy({ requestsPerReplica: 10 }, { secrets: { API_KEY: { secret: "scorer/api" } } }),
        withheld: ["Secret"],
        keeps: async (it) => await followsLoad(it, { requests: 25 }, 3),
    },
    {
        title: "a drain while it scales leaves it with all pods but one",
        name: "drained",
        workload: scaledBy({ min: 3, requestsPerReplica: 10 }),
        keeps: async (it) => {
            await it.hasStarted(3);
            const before = it.pods;
            it.demand({ requests: 58 });
            let drained = false;
            const watch = async (): Promise<void> => {
                while (!drained) {
                    it.require("has two of its three pods at any time", it.pods.length >= 2);
                    await it.pause();
                }
            };
            await Promise.all([it.evict(before).finally(() => (drained = true)), watch()]);
            await it.until("has 6 pods in the end", () => it.pods.length === 6, upWithin);
        },
    },
];

/** Scales up for a load, stays there, and comes back without it. */
async function followsLoad(it: Subject, load: Parameters<Subject["demand"]>[0], pods: number): Promise<void> {
    await it.hasStarted(1);
    it.demand(load);
    await it.until(`has ${pods} pods for its load`, () => it.pods.length === pods, upWithin);
    // A measure that lags behind may add a pod too many; it goes after the patience.
    await it.throughout(`keeps ${pods} pods under the same load`, () => it.pods.length >= pods, patience);
    await it.until(`has ${pods} pods in the end`, () => it.pods.length === pods, settledWithin);
    requireStepsUp(it);
    it.idle();
    await it.until("has one pod again without load", () => it.pods.length === 1, downWithin);
}

function requireStepsUp(it: Subject): void {
    requireSteps(
        it,
        "adds at most half of its pods or two at a time",
        (from, to) => to <= Math.max(from + 2, Math.ceil(from * 1.5)),
    );
}

function requireSteps(it: Subject, what: string, holds: (from: number, to: number) => boolean): void {
    const history = it.replicaHistory;
    it.require(
        what,
        history.every((to, i) => i === 0 || holds(history[i - 1] ?? to, to)),
    );
}
