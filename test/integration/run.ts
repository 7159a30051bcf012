import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import Mocha from "mocha";
import { parseArguments } from "../../cli/shared/arguments";
import { connectionOfContext } from "./cluster/connection";
import { controlPlaneFiles } from "./controlPlaneFiles";
import { mostWorkers, ProcessGroup } from "./cluster/processes";
import { integrationParser, type IntegrationOptions } from "./arguments";
import { environment, stopAll } from "./environment";
import { ensureTool, integrationTools } from "./tools";
import { longestOf } from "../runtime/longest";
import { keepLogsOf } from "./logs";
import { closingNotes, noteNotChecked } from "./notes";
import { configure, settings, settingsVariable, type StackName, stackNames } from "./settings";

/** Enough for the slowest single test; preparations set their own. */
const testTimeoutMs = 5 * 60 * 1000;
/** Tests that take longer show how long, so that nobody wonders where the time went. */
const slowTestMs = 10 * 1000;
/** Files that decide how long a run takes. */
const longestShown = 12;
/** Worker processes, one more than cores: a test often waits. */
const workers = Math.min(mostWorkers, availableParallelism() + 1);
/**
 * Go's collector takes a quarter of an API server's start and a seventh of promtool's time. The limit is for what runs for minutes;
 * what the user has set stays.
 */
const collectingRarely = { GOGC: process.env.GOGC ?? "400", GOMEMLIMIT: process.env.GOMEMLIMIT ?? "700MiB" };
/** The tests that share control planes, for one worker. */
const controlPlanesSuite = "controlPlanes.suite.ts";
/** Files that begin first, so that no worker is left with a long one when the others have ended. */
const longestFiles = [
    controlPlanesSuite,
    "rehearsal/prod.test.ts",
    "rehearsal/dev.test.ts",
    "gangStart.test.ts",
    "jobs/training.test.ts",
    "pipeline.test.ts",
    "recipes.test.ts",
    "jobs/batchQueue.test.ts",
    "jobs/modelBackup.test.ts",
    "rules.test.ts",
];

async function main(options: IntegrationOptions): Promise<number> {
    if ((options.existing ?? false) !== (options.context !== undefined)) {
        console.error(
            "--existing needs --context NAME and --context needs --existing: a cluster is only touched when named.",
        );
        return 2;
    }
    configure({ stacks: options.stack ?? stackNames, existingContext: options.context, seed: options.seed });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.once(signal, () => {
            // A second signal ends the process at once; the reaper cleans up then, too.
            void stopAll().finally(() => process.exit(130));
        });
    }
    try {
        if (options.context !== undefined) {
            // Fails now, with the contexts there are, rather than in every test.
            await connectionOfContext(options.context);
        }
        return options.serve ? await serve(options.stack?.[0] ?? "dev") : await runTests(options.grep);
    } catch (error) {
        console.error((error as Error).message);
        return 2;
    } finally {
        await stopAll();
    }
}

/** Keeps one stack's control plane for use by hand. */
async function serve(stack: StackName): Promise<number> {
    const { kubeconfig } = await environment(stack);
    console.log(`The control plane with the nodes of ${stack} is up. In another terminal:`);
    console.log(`    export KUBECONFIG=${kubeconfig}`);
    console.log("Ctrl-C stops it and removes everything.");
    await new Promise(() => setInterval(() => undefined, 60_000));
    return 0;
}

async function runTests(grep: string | undefined): Promise<number> {
    // Its folder is gone with this process, whatever ends it.
    const group = new ProcessGroup();
    const notes = path.join(group.folder, "notes.jsonl");
    try {
        if (grep === undefined) {
            // Before the first test: a build takes all cores, and two workers would build the same.
            for (const tool of integrationTools) {
                await ensureTool(tool);
            }
        }
        const counts = await runFiles(grep, notes);
        if (counts.passed + counts.failed + counts.skipped === 0) {
            console.error(`--grep: no test matches "${grep}"`);
            return 2;
        }
        const logs = counts.failed === 0 ? undefined : keepLogsOf(counts.failedFiles, notes);
        printClosing(counts, notes, logs);
        return counts.failed === 0 ? 0 : 1;
    } finally {
        await group.stop();
    }
}

interface Counts {
    passed: number;
    failed: number;
    skipped: number;
    readonly failedFiles: Set<string>;
}

/**
 * Each worker process takes one file after the other, and the first all files that share control planes. On somebody else's cluster
 * this process runs all, so that it can remove what it made.
 */
async function runFiles(grep: string | undefined, notes: string): Promise<Counts> {
    const onExisting = settings().existingContext !== undefined;
    // Forked workers take this process's options. As for the unit tests: a rehearsal makes much that is soon garbage.
    process.execArgv.push("--max-semi-space-size=128");
    Object.assign(process.env, collectingRarely);
    process.env[settingsVariable] = JSON.stringify({ ...settings(), notes });
    const mocha = new Mocha({
        timeout: testTimeoutMs,
        slow: slowTestMs,
        reporter: "spec",
        ...(grep !== undefined && { grep }),
        ...(!onExisting && { parallel: true, jobs: workers, require: ["tsx/cjs", path.join(__dirname, "worker.ts")] }),
    });
    testFiles(onExisting).forEach((file) => mocha.addFile(file));
    if (onExisting) {
        noteNotChecked("placement, guards, disruption, priorities and scaling: they need simulated nodes");
    }
    const counts: Counts = { passed: 0, failed: 0, skipped: 0, failedFiles: new Set() };
    await new Promise<void>((resolve) => {
        const runner = mocha.run(() => resolve());
        runner.on("pass", () => (counts.passed += 1));
        runner.on("fail", ({ file }) => {
            counts.failed += 1;
            if (file !== undefined) {
                counts.failedFiles.add(file);
            }
        });
        runner.on("pending", () => (counts.skipped += 1));
    });
    return counts;
}

function printClosing({ passed, failed, skipped }: Counts, notes: string, logs: string | undefined): void {
    const { notChecked, durations } = closingNotes(notes);
    notChecked.forEach((reason) => console.log(`not checked: ${reason}`));
    if (durations.length > 0) {
        console.log(`what took longest of ${durations.length} files:`);
        longestOf(durations, longestShown).forEach((line) => console.log(line));
    }
    if (logs !== undefined) {
        console.log(`logs of the failed files' programs: ${logs}`);
    }
    console.log(
        `integration tests: ${passed} passed, ${failed} failed, ${skipped} skipped, ${notChecked.length} things not checked`,
    );
}

/** Tests that leave somebody else's cluster as it is; the others need nodes, and pods that cost nothing. */
const testsForExisting = ["existing.test.ts", "agreement.test.ts"];

function testFiles(existing: boolean): string[] {
    const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".test.ts"),
    );
    const alone = files.filter((file) => file !== "existing.test.ts" && !controlPlaneFiles.includes(file));
    return (existing ? files.filter((file) => testsForExisting.includes(file)) : [controlPlanesSuite, ...alone])
        .sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b))
        .map((file) => path.join(__dirname, file));
}

function placeOf(file: string): number {
    const place = longestFiles.indexOf(file);
    return place < 0 ? longestFiles.length : place;
}

async function run(): Promise<void> {
    const parser = integrationParser();
    process.exitCode =
        parseArguments(parser, process.argv.slice(2), process) ?? (await main(parser.opts<IntegrationOptions>()));
}

void run();
