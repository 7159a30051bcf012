import { rolledOut } from "./entries";
import { type Promised } from "./promises";
import { type RolloutStatus, type Subject } from "./subject";

/** Seconds on a cluster: a rollout by the default steps takes about eight minutes, its pods' start included. */
const rolloutWithin = 1200;
const rollbackWithin = 900;

const load = { requests: 40 };
/** With requests of a test to the preview. */
const tested = { requests: 40, preview: 5 };
const next = "2.0.0";

/** Without the comparison with the stable version, so that one limit alone judges. */
const limitsOnly = { analysis: { maxLatencyRatio: false, maxErrorRatioIncrease: false } };

/** What docs/workloads.md says under "A canary with automatic rollback" and "Blue-green". */
export const rolloutPromises: readonly Promised[] = [
    {
        title: "progressive: a good version takes over by the default steps, and no request is lost",
        name: "good",
        workload: rolledOut(),
        keeps: async (it) => {
            const stable = await starts(it);
            await it.releaseVersion(next);
            await it.until(
                "shifts half of the requests after the analysis",
                () => it.canaryHistory.includes(50),
                rolloutWithin,
            );
            // The pause before the last shift takes two minutes.
            await it.throughoutByTheClock(
                "keeps all pods of the stable version",
                () => it.podsOf(stable).length >= 2,
                60,
            );
            await it.until("is done with the new version", () => isDone(it, stable), rolloutWithin);
            it.require(
                "shifts 10, 20, 50 and 100 % in this order",
                JSON.stringify(it.canaryHistory) === JSON.stringify([0, 10, 20, 50, 100, 0]),
            );
            it.require("loses no request", it.lostRequests === 0);
            await it.until("removes the old pods in the end", () => it.podsOf(stable).length === 0, 300);
        },
    },
    {
        title: "progressive: a version of accuracy 0.70 is rolled back",
        name: "inaccurate",
        workload: rolledOut(),
        keeps: async (it) => await rollsBack(it, { accuracy: 0.7 }, /"accuracy" assessed Failed/),
    },
    {
        title: "progressive: a version that fails 20 % of its requests is rolled back",
        name: "failing",
        workload: rolledOut(limitsOnly),
        keeps: async (it) => await rollsBack(it, { errors: 0.2 }, /"error-rate" assessed Failed/),
    },
    {
        title: "progressive: a version that fails 4 % more of its requests than the stable one is rolled back",
        name: "failing-more",
        workload: rolledOut(),
        keeps: async (it) => await rollsBack(it, { errors: 0.04 }, /"errors-against-stable" assessed Failed/),
    },
    {
        title: "progressive: a version with a p95 of 3 s is rolled back",
        name: "too-slow",
        workload: rolledOut(limitsOnly),
        keeps: async (it) => await rollsBack(it, { latencyMs: 3000 }, /"latency-p95" assessed Failed/),
    },
    {
        title: "progressive: a version twice as slow as the stable one is rolled back",
        name: "slower",
        workload: rolledOut(),
        keeps: async (it) => await rollsBack(it, { latencyMs: 200 }, /"latency-against-stable" assessed Failed/),
    },
    {
        title: "progressive: a version without metrics of its own is rolled back",
        name: "not-measured",
        workload: rolledOut(),
        keeps: async (it) => await rollsBack(it, { measured: false }, /"scraped" assessed Failed/),
    },
    {
        title: "progressive: without requests the new version takes over by its other measures (noTraffic: proceed)",
        name: "no-traffic",
        workload: rolledOut(),
        keeps: async (it) => {
            const stable = await starts(it, { requests: 0 });
            it.behave(next, { accuracy: undefined });
            await it.releaseVersion(next);
            await it.until("is done with the new version", () => isDone(it, stable), rolloutWithin);
        },
    },
    {
        title: "progressive: without requests the rollout waits for a person (noTraffic: pause)",
        name: "waits",
        workload: rolledOut({ analysis: { noTraffic: "pause" } }),
        keeps: async (it) => {
            await starts(it, { requests: 0 });
            it.behave(next, { accuracy: undefined });
            await it.releaseVersion(next);
            await it.until(
                "pauses as inconclusive",
                () => pausedBy(it.rollout, "InconclusiveAnalysisRun"),
                rolloutWithin,
            );
            it.require("has gone no further than 20 %", Math.max(...it.canaryHistory) === 20);
            await it.throughout("stays there", () => it.canaryHistory.at(-1) === 20 && it.rollout.abort !== true, 120);
        },
    },
    {
        title: "progressive: a rollout aborted by hand goes back to the stable version",
        name: "aborted",
        workload: rolledOut(),
        keeps: async (it) => {
            const stable = await starts(it);
            await it.releaseVersion(next);
            await it.until("shifts 20 %", () => it.canaryHistory.includes(20), rolloutWithin);
            await it.abort();
            await isRolledBack(it, stable, /aborted/);
        },
    },
    {
        title: "progressive: a third version in the middle of a rollout begins at the first step",
        name: "changed",
        workload: rolledOut(),
        keeps: async (it) => {
            const stable = await starts(it);
            await it.releaseVersion(next);
            await it.until("shifts 20 %", () => it.canaryHistory.includes(20), rolloutWithin);
            const second = it.rollout.currentPodHash;
            await it.releaseVersion("3.0.0");
            await it.until(
                "is done with the third version",
                () => isDone(it, stable) && it.rollout.stableRS !== second,
                rolloutWithin,
            );
            const shifts = JSON.stringify(it.canaryHistory);
            it.require("begins again at 10 %", /^\[0,10,20,(0,)?10,20,50,100,0\]$/.test(shifts));
            await it.until("removes the pods of the second version", () => it.podsOf(second).length === 0, 300);
            it.require("loses no request", it.lostRequests === 0);
        },
    },
    {
        title: "blue-green: the new version waits aside until a person promotes it",
        name: "preview",
        workload: rolledOut({ strategy: "blue-green" }),
        keeps: async (it) => {
            const stable = await starts(it, tested);
            await it.releaseVersion(next);
            await it.until("waits for a person", () => pausedBy(it.rollout, "BlueGreenPause"), rolloutWithin);
            const { currentPodHash } = it.rollout;
            it.require("shows the new version on its preview", it.selected(`${it.name}-preview`) === currentPodHash);
            it.require("tries it on one pod", it.podsOf(currentPodHash).length === 1);
            await it.throughout("serves the old version meanwhile", () => it.selected(it.name) === stable, 300);
            await it.promote();
            await it.until("serves the new version once promoted", () => it.selected(it.name) === currentPodHash, 300);
            it.require("has all pods of the new version by then", it.podsOf(currentPodHash).length >= 2);
            it.require("loses no request", it.lostRequests === 0);
            await it.until("removes the old pods in the end", () => it.podsOf(stable).length === 0, 300);
        },
    },
    {
        title: "blue-green: a good version is promoted after its analysis (autoPromote)",
        name: "promoted",
        workload: rolledOut({ strategy: "blue-green", autoPromote: true }),
        keeps: async (it) => {
            const stable = await starts(it, tested);
            await it.releaseVersion(next);
            await it.until(
                "serves the new version",
                () => ![undefined, stable].includes(it.selected(it.name)),
                rolloutWithin,
            );
            it.require("is judged first", it.analyses.includes("Successful"));
            it.require("loses no request", it.lostRequests === 0);
        },
    },
    {
        title: "blue-green: a version that fails its analysis is never promoted (autoPromote)",
        name: "not-promoted",
        workload: rolledOut({ strategy: "blue-green", autoPromote: true }),
        keeps: async (it) => {
            const stable = await starts(it, tested);
            it.behave(next, { accuracy: 0.7 });
            await it.releaseVersion(next);
            await it.until("is aborted", () => it.rollout.abort === true, rollbackWithin);
            it.require("names the reason", /"accuracy" assessed Failed/.test(it.rollout.message ?? ""));
            it.require("serves the old version", it.selected(it.name) === stable);
        },
    },
    {
        title: "blue-green: a version that no request has tried waits for a person (autoPromote)",
        name: "untried",
        workload: rolledOut({ strategy: "blue-green", autoPromote: true }),
        keeps: async (it) => {
            const stable = await starts(it);
            await it.releaseVersion(next);
            const reason = "InconclusiveAnalysisRun";
            await it.until("pauses as inconclusive", () => pausedBy(it.rollout, reason), rolloutWithin);
            await it.throughout("serves the old version", () => it.selected(it.name) === stable, 120);
        },
    },
];

/** Waits for the first version under load. @returns its hash */
export async function starts(
    it: Subject,
    demand: Parameters<Subject["demand"]>[0] = load,
): Promise<string | undefined> {
    it.demand(demand);
    await it.until("has its first version", () => it.rollout.phase === "Healthy" && it.pods.length === 2, 1200);
    return it.rollout.stableRS;
}

/** Releases a version that answers as given, and requires that it goes no further than 20 % and is rolled back. */
async function rollsBack(it: Subject, behavior: Parameters<Subject["behave"]>[1], reason: RegExp): Promise<void> {
    const stable = await starts(it, tested);
    it.behave(next, behavior);
    await it.releaseVersion(next);
    await isRolledBack(it, stable, reason);
    it.require("has gone no further than 20 %", Math.max(...it.canaryHistory) === 20);
}

async function isRolledBack(it: Subject, stable: string | undefined, reason: RegExp): Promise<void> {
    await it.until("is aborted", () => it.rollout.abort === true && it.rollout.phase === "Degraded", rollbackWithin);
    it.require(`names the reason (${reason.source})`, reason.test(it.rollout.message ?? ""));
    await it.until("sends all requests to the stable version", () => it.canaryHistory.at(-1) === 0, 120);
    it.require("keeps all pods of the stable version", it.podsOf(stable).length >= 2);
    const { currentPodHash } = it.rollout;
    await it.until("removes the pods of the new version", () => it.podsOf(currentPodHash).length === 0, 600);
    it.require("loses no request", it.lostRequests === 0);
}

/** The new version is the stable one, and the routes are as before the rollout. */
function isDone({ rollout, canaryHistory }: Subject, before: string | undefined): boolean {
    const { phase, stableRS, currentPodHash } = rollout;
    return phase === "Healthy" && stableRS !== before && stableRS === currentPodHash && canaryHistory.at(-1) === 0;
}

function pausedBy({ pauseConditions = [] }: RolloutStatus, wanted: string): boolean {
    return pauseConditions.some(({ reason }) => reason === wanted);
}
