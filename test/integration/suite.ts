import { fullStacks, type FullStack, settings, type StackName } from "./settings";

/**
 * One point, for each full stack under test: `prepare` runs before its tests and may take long (a first build, a start).
 *
 * On somebody else's cluster only what is safe there runs; the points that this declares need simulated nodes.
 */
export function describeStacks<T>(
    title: string,
    prepare: (stack: FullStack) => Promise<T>,
    tests: (prepared: () => T, stack: FullStack) => void,
): void {
    describeEach(fullStacks, title, prepare, tests);
}

/** The same for the stacks of a list. */
export function describeEach<S extends StackName, T>(
    stacks: readonly S[],
    title: string,
    prepare: (stack: S) => Promise<T>,
    tests: (prepared: () => T, stack: S) => void,
): void {
    for (const stack of stacks.filter((each) => settings().stacks.includes(each))) {
        describe(`${title}: ${stack}`, () => {
            let prepared: { readonly value: T } | undefined;
            before(async function () {
                this.timeout(0);
                prepared = { value: await prepare(stack) };
            });
            tests(() => {
                if (prepared === undefined) {
                    throw new Error("a test ran before its preparation");
                }
                return prepared.value;
            }, stack);
        });
    }
}
