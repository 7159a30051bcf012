import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { parseArguments } from "../../cli/shared/arguments";
import { connectionOfContext } from "./cluster/connection";
import { integrationParser, type IntegrationOptions } from "./arguments";
import { environment, stopAll } from "./environment";
import { noteNotChecked, notChecked } from "./notChecked";
import { configure, settings, type StackName, stackNames } from "./settings";

/** Enough for the slowest single test; preparations set their own. */
const testTimeoutMs = 5 * 60 * 1000;
/** Tests that take longer show how long, so that nobody wonders where the time went. */
const slowTestMs = 10 * 1000;

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
    const mocha = new Mocha({
        timeout: testTimeoutMs,
        slow: slowTestMs,
        reporter: "spec",
        ...(grep !== undefined && { grep }),
    });
    for (const file of testFiles(settings().existingContext !== undefined)) {
        mocha.addFile(file);
    }
    const stats = { passed: 0, failed: 0, skipped: 0 };
    await new Promise<void>((resolve) => {
        const runner = mocha.run(() => resolve());
        runner.on("pass", () => (stats.passed += 1));
        runner.on("fail", () => (stats.failed += 1));
        runner.on("pending", () => (stats.skipped += 1));
    });
    if (settings().existingContext !== undefined) {
        noteNotChecked("placement, guards, disruption, priorities and scaling: they need simulated nodes");
    }
    for (const reason of notChecked()) {
        console.log(`not checked: ${reason}`);
    }
    const { passed, failed, skipped } = stats;
    console.log(
        `integration tests: ${passed} passed, ${failed} failed, ${skipped} skipped, ${notChecked().length} things not checked`,
    );
    if (passed + failed + skipped === 0) {
        console.error(`--grep: no test matches "${grep}"`);
        return 2;
    }
    return failed === 0 ? 0 : 1;
}

/** Tests that leave somebody else's cluster as it is; the others need nodes, and pods that cost nothing. */
const testsForExisting = ["existing.test.ts", "agreement.test.ts"];

function testFiles(existing: boolean): string[] {
    return readdirSync(__dirname, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts"))
        .filter((file) => (existing ? testsForExisting.includes(file) : file !== "existing.test.ts"))
        .sort()
        .map((file) => path.join(__dirname, file));
}

async function run(): Promise<void> {
    const parser = integrationParser();
    process.exitCode =
        parseArguments(parser, process.argv.slice(2), process) ?? (await main(parser.opts<IntegrationOptions>()));
}

void run();
