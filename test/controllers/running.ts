import { type FullStack } from "../integration/settings";
import { type Cluster, startCluster } from "./cluster";
import { renderTrials, type Trial } from "./stack";

let running: Promise<Cluster> | undefined;

/** The one cluster of this process, started at the first call. */
export function clusterOf(stack: FullStack, trials: readonly Trial[]): Promise<Cluster> {
    return (running ??= start(stack, trials));
}

async function start(stack: FullStack, trials: readonly Trial[]): Promise<Cluster> {
    const withheld = trials.filter(({ promised }) => promised.withoutSecrets === true).map(({ name }) => name);
    return await startCluster(await renderTrials(stack, trials), new Set(withheld));
}

/** Stops the cluster if there is one. @param logs folder to keep the logs of its programs in */
export async function stopCluster(logs?: string): Promise<void> {
    await (await running?.catch(() => undefined))?.stop(logs);
}
