/**
 * Runs `work` on every item, on at most `limit` of them at the same time. After the first failure no further item is started,
 * and the call returns only when the running ones have ended.
 *
 * @throws what the first failed call threw
 */
export async function inParallel<T>(
    items: readonly T[],
    limit: number,
    work: (item: T) => Promise<void>,
): Promise<void> {
    const waiting = [...items];
    let failed = false;
    const worker = async () => {
        for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) {
            try {
                await work(item);
            } catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
    const first = outcomes.find((outcome) => outcome.status === "rejected");
    if (first !== undefined) {
        throw first.reason;
    }
}
