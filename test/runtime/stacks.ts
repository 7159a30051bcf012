/**
 * Runs a tier for each stack. A stack begins when the one before leaves cores to spare, or is over; with `together` all begin at
 * once.
 *
 * @param run calls `leavesRoom` when most of its work is done
 * @returns the exit code of each
 */
export async function runStacks<Stack>(
    stacks: readonly Stack[],
    run: (stack: Stack, leavesRoom: () => void) => Promise<number>,
    together: boolean,
): Promise<number[]> {
    const runs: Promise<number>[] = [];
    for (const stack of stacks) {
        await new Promise<void>((next) => {
            runs.push(run(stack, next).finally(next));
            if (together) {
                next();
            }
        });
    }
    return await Promise.all(runs);
}
