import { settings, type StackName } from "./settings";

/**
 * One point, for each stack under test: `prepare` runs before its tests and may take long (a first build, a start).
 *
 * On somebody else's cluster only what is safe there runs; the points that this declares need simulated nodes.
 */
export function describeStacks<T>(
    title: string,
    prepare: (stack: StackName) => Promise<T>,
    tests: (prepared: () => T, stack: StackName) => void,
): void {
    for (const stack of settings().stacks) {
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
