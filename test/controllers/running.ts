import { type FullStack } from "../integration/settings";
import { type Cluster, startCluster } from "./cluster";
import { renderTrials, type Trial } from "./stack";

let running: Promise<Cluster> | undefined;

/** The one cluster of this process, started at the first call. */
export function clusterOf(stack: FullStack, trials: readonly Trial[]): Promise<Cluster> {
    return (running ??= start(stack, trials));
}

async function start(stack: FullStack, trials: readonly Trial[]): Promise<Cluster> {
    const rendered = await renderTrials(stack, trials);
    const startedAt = Date.now();
    return await startCluster(rendered, {
        startedAt,
        withheld: new Map(trials.map(({ name, promised }) => [name, promised.withheld ?? []])),
        unwatched: new Set(trials.filter(({ promised }) => promised.alerts === undefined).map(({ name }) => name)),
        past: trials.flatMap(({ name, promised }) => promised.past?.(name, startedAt) ?? []),
    });
}

/** Stops the cluster if there is one. @param logs folder to keep the logs of its programs in */
export async function stopCluster(logs?: string): Promise<void> {
    await (await running?.catch(() => undefined))?.stop(logs);
}
