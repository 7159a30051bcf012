import { selected } from "./selection";

/** A promise that a test keeps or breaks: resolves, or rejects with the reason. */
export type Scenario = () => Promise<void>;

/** What declares tests; mocha's own functions by default. */
interface Declares {
    readonly before: (title: string, start: () => void) => void;
    readonly it: (title: string, test: () => Promise<void>) => void;
}

const mocha: Declares = { before: (title, start) => before(title, start), it: (title, test) => void it(title, test) };

/**
 * Declares one test per scenario, and starts all of them at once: each spends its time waiting for controllers, on objects
 * of its own, and one after the other they would take hours.
 *
 * @param knownFailures promises that the code does not keep yet: title and what is missing. Such a scenario must fail; once
 * it passes, its test fails and asks to remove the entry.
 */
export function concurrently(
    scenarios: Readonly<Record<string, Scenario>>,
    knownFailures: Readonly<Record<string, string>> = {},
    declares: Declares = mocha,
): void {
    const unknown = Object.keys(knownFailures).filter((title) => !(title in scenarios));
    if (unknown.length > 0) {
        throw new Error(`known failures without a scenario: ${unknown.join(", ")}`);
    }
    const wanted = Object.entries(scenarios).filter(([title]) => selected(title));
    const outcomes = new Map<string, Promise<Error | undefined>>();
    declares.before("start all scenarios", () => {
        wanted.forEach(([title, scenario]) => outcomes.set(title, outcome(scenario)));
    });
    for (const [title] of wanted) {
        const missing = knownFailures[title];
        declares.it(missing === undefined ? title : `known failure: ${title} (${missing})`, async () => {
            const error = await outcomes.get(title);
            if (missing === undefined && error !== undefined) {
                throw error;
            }
            if (missing !== undefined && error === undefined) {
                throw new Error(`"${title}" holds now: remove it from the known failures`);
            }
        });
    }
}

async function outcome(scenario: Scenario): Promise<Error | undefined> {
    try {
        await scenario();
        return undefined;
    } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
    }
}
