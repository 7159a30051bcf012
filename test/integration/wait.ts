import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until the answer is there. A limit keeps a fault from hanging the run; it is no measurement.
 *
 * @param probe returns undefined or false while it is not so yet.
 * @param pauseMs between two questions; longer where an answer is large
 * @throws Error naming `what` after `seconds`.
 */
export async function eventually<T>(
    what: string,
    probe: () => Promise<T | undefined | false>,
    seconds = 60,
    pauseMs = 100,
): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await probe();
        if (answer !== undefined && answer !== false) {
            return answer;
        }
        if (Date.now() > deadline) {
            throw new Error(`after ${seconds} s there is still no sign of: ${what}`);
        }
        await sleep(pauseMs);
    }
}
