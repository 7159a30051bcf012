import { setTimeout as sleep } from "node:timers/promises";
import { paced } from "./pace";
import { timeForPrograms } from "./timeForPrograms";

const pollMs = 100;

/** What a test waits for, with the state of its subject in each failure. All times are those of a cluster. */
export abstract class Waits {
    /** A moment, for loops that look again and again. */
    public async pause(): Promise<void> {
        await sleep(20);
    }

    /**
     * Time is what programs have had to act (`timeForPrograms`): a busy machine does not make a promise fail.
     *
     * @throws Error with `what` and the state of the workload when it does not come true in time.
     */
    public async until(what: string, holds: () => boolean | Promise<boolean>, clusterSeconds: number): Promise<void> {
        const deadline = timeForPrograms.now() + paced(clusterSeconds);
        while (!(await holds())) {
            if (timeForPrograms.now() > deadline) {
                throw new Error(`within ${clusterSeconds} s it is not so that it ${what}: ${this.describe()}`);
            }
            await sleep(pollMs);
        }
    }

    /**
     * For what holds until the test changes something. Time is what programs have had to act, so that a busy machine does not
     * hide a change that comes late.
     *
     * @throws Error with `what` and the state of the workload as soon as it is not true.
     */
    public async throughout(what: string, holds: () => boolean, clusterSeconds: number): Promise<void> {
        await this.holdsBy(timeForPrograms.now, what, holds, clusterSeconds);
    }

    /** As `throughout`, for what a controller itself ends by the clock, however busy the machine is. */
    public async throughoutByTheClock(what: string, holds: () => boolean, clusterSeconds: number): Promise<void> {
        await this.holdsBy(Date.now, what, holds, clusterSeconds);
    }

    private async holdsBy(
        clock: () => number,
        what: string,
        holds: () => boolean,
        clusterSeconds: number,
    ): Promise<void> {
        const deadline = clock() + paced(clusterSeconds);
        while (clock() < deadline) {
            this.require(what, holds());
            await sleep(pollMs);
        }
    }

    /** @throws Error with `what` and the state of the workload when it is not true. */
    public require(what: string, holds: boolean): void {
        if (!holds) {
            throw new Error(`it is not so that it ${what}: ${this.describe()}`);
        }
    }

    /** State of the subject, for failures. */
    protected abstract describe(): string;
}
