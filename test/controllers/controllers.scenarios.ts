import { stackUnderTest, selected } from "../runtime/selection";
import { leaveRoom } from "../runtime/sandbox";
import { concurrently, type Scenario } from "../runtime/concurrently";
import { alertPromises } from "./alertPromises";
import { breakages } from "./breakages";
import { ownPromises } from "./ownPromises";
import { queuePromises } from "./queuePromises";
import { rolloutPromises } from "./rolloutPromises";
import { scalingPromises } from "./scalingPromises";
import { Figures } from "./figures";
import { clusterOf } from "./running";
import { type Trial, trialsOf } from "./stack";
import { Subject } from "./subject";

const stack = stackUnderTest();
// Breakages are the same in every stack, since their workloads differ in nothing that is broken: once is enough.
const trials = trialsOf(
    [...scalingPromises, ...queuePromises, ...rolloutPromises, ...alertPromises],
    stack === "dev" ? breakages : [],
).filter((trial) => selected(titleOf(trial)));
const figures = new Figures();
const own = ownPromises(stack).filter(({ title }) => selected(title));
/** Scenarios that have ended when the next stack begins, which needs its first minute to start: most that are left only wait. */
const roomAfter = Math.ceil((trials.length + own.length) * 0.5);

describe(`controllers: ${stack}`, () => {
    before("start the cluster", async () => void (await clusterOf(stack, trials)));
    concurrently(
        Object.fromEntries([
            ...trials.map((trial) => timed(titleOf(trial), () => tryOut(trial))),
            ...own.map(({ title, keeps }) => timed(title, async () => await keeps(await clusterOf(stack, trials)))),
        ]),
    );
    after("print the figures", () => figures.lines(stack).forEach((line) => console.log(line)));
});

/** The scenario, with its end noted. */
function timed(title: string, scenario: Scenario): readonly [string, Scenario] {
    const run = async (): Promise<void> => {
        const { startedAt } = await clusterOf(stack, trials);
        await scenario().finally(() => {
            figures.noteEnd(title, (Date.now() - startedAt) / 1000);
            if (figures.ended === roomAfter) {
                leaveRoom();
            }
        });
    };
    return [title, run];
}

function titleOf({ promised, breakage }: Trial): string {
    return breakage === undefined ? promised.title : `broken: ${breakage.what} (${promised.name})`;
}

/** Keeps a promise, or finds that it is not kept where an object is broken. */
async function tryOut(trial: Trial): Promise<void> {
    const { promised, breakage, name } = trial;
    const cluster = await clusterOf(stack, trials);
    const it = new Subject(name, cluster);
    const failure = await promised.keeps(it).then(
        () => undefined,
        (error: unknown) => error as Error,
    );
    await cluster.remove(name);
    if (breakage === undefined) {
        if (failure !== undefined) {
            throw failure;
        }
        figures.note(promised.title, it);
        return;
    }
    const found = failure !== undefined && breakage.shows.test(failure.message);
    figures.noteBreakage(trial, found);
    if (failure === undefined) {
        throw new Error(`"${promised.title}" holds although it is broken`);
    }
    if (!found) {
        throw new Error(`another thing fails than ${String(breakage.shows)}: ${failure.message}`);
    }
}
