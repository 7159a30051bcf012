import path from "node:path";
import { type Context, type RootHookObject } from "mocha";
import { keepLogsIn, keepLogsOfRunning } from "./cluster/processes";
import { logsOf } from "./logs";
import { noteDuration } from "./notes";
import { configure, settings, type Settings, settingsVariable } from "./settings";

/** Loaded by each worker process before its first file: mocha hands a file to whichever worker is free. */

configure(JSON.parse(process.env[settingsVariable] ?? "{}") as Settings);

let begun = Date.now();

export const mochaHooks: RootHookObject = {
    beforeAll(this: Context) {
        begun = Date.now();
        const file = fileOf(this);
        const { notes } = settings();
        if (file !== undefined && notes !== undefined) {
            keepLogsIn(logsOf(notes, file));
        }
    },
    afterAll(this: Context) {
        keepLogsOfRunning();
        const file = fileOf(this);
        // One that stands for several notes each of them.
        if (file?.endsWith(".test.ts") === true) {
            noteDuration(path.relative(__dirname, file), (Date.now() - begun) / 1000);
        }
    },
};

function fileOf({ test }: Context): string | undefined {
    return test?.parent?.suites[0]?.file;
}
