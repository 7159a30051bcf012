import path from "node:path";
import { type Context, type RootHookObject } from "mocha";
import { noteDuration } from "./notes";
import { configure, type Settings, settingsVariable } from "./settings";

/** Loaded by each worker process before its first file: mocha hands a file to whichever worker is free. */

configure(JSON.parse(process.env[settingsVariable] ?? "{}") as Settings);

let begun = Date.now();

export const mochaHooks: RootHookObject = {
    beforeAll: () => {
        begun = Date.now();
    },
    afterAll(this: Context) {
        const file = this.test?.parent?.suites[0]?.file;
        // One that stands for several notes each of them.
        if (file?.endsWith(".test.ts") === true) {
            noteDuration(path.relative(__dirname, file), (Date.now() - begun) / 1000);
        }
    },
};
