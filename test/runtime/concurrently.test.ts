import assert from "node:assert/strict";
import Mocha from "mocha";
import { concurrently, type Scenario } from "./concurrently";

/** Runs scenarios as a suite of their own; per title the failure's message, or undefined. */
async function outcomes(
    scenarios: Readonly<Record<string, Scenario>>,
    knownFailures: Readonly<Record<string, string>> = {},
): Promise<Record<string, string | undefined>> {
    const mocha = new Mocha({ reporter: "min" });
    mocha.suite.emit("pre-require", globalThis as never, "", mocha);
    const found: Record<string, string | undefined> = {};
    const suite = Mocha.Suite.create(mocha.suite, "scenarios");
    concurrently(scenarios, knownFailures, {
        before: (title, start) => void suite.beforeAll(title, start),
        it: (title, test) => void suite.addTest(new Mocha.Test(title, test)),
    });
    await new Promise<void>((resolve) => {
        const runner = new Mocha.Runner(mocha.suite);
        runner.on("pass", ({ title }) => (found[title] = undefined));
        runner.on("fail", ({ title }, error: Error) => (found[title] = error.message));
        runner.run(() => resolve());
    });
    return found;
}

describe("scenarios that run at the same time", () => {
    const good = (): Promise<void> => Promise.resolve();
    const bad = (): Promise<void> => Promise.reject(new Error("broken"));

    it("are all started before the first is waited for", async () => {
        let arrive: () => void = () => undefined;
        const arrived = new Promise<void>((resolve) => (arrive = resolve));
        const scenarios = {
            "waits for the other": () => arrived,
            "lets it go on": () => {
                arrive();
                return Promise.resolve();
            },
        };
        assert.deepEqual(await outcomes(scenarios), { "waits for the other": undefined, "lets it go on": undefined });
    });

    it("fail one by one", async () => {
        assert.deepEqual(await outcomes({ good, bad }), { good: undefined, bad: "broken" });
    });

    it("pass as known failures for as long as they fail", async () => {
        assert.deepEqual(await outcomes({ bad }, { bad: "not done" }), { "known failure: bad (not done)": undefined });
        assert.deepEqual(await outcomes({ good }, { good: "not done" }), {
            "known failure: good (not done)": '"good" holds now: remove it from the known failures',
        });
    });

    it("are not named as known failures in vain", () => {
        assert.throws(() => concurrently({ good }, { bda: "not done" }), {
            message: "known failures without a scenario: bda",
        });
    });
});
