import { setPriority } from "node:os";
import path from "node:path";
import process from "node:process";
import Mocha from "mocha";
import { parseArguments } from "../../cli/shared/arguments";
import { fullStacks, type FullStack } from "../integration/settings";
import { logsFolder } from "./logsFolder";
import {
    endWithOutside,
    insideSandbox,
    missingForSandbox,
    partWithOutside,
    runInSandbox,
    type SandboxNeeds,
} from "./sandbox";
import { select } from "./selection";
import { runStacks } from "./stacks";
import { tierParser, type TierOptions } from "./tierParser";

/** A set of tests that runs in namespaces of its own, once for each stack. */
export interface Tier {
    /** As in `npm run test:NAME`. */
    readonly name: string;
    readonly description: string;
    /** Absolute path of the script that calls `runTier`; it runs again inside. */
    readonly script: string;
    readonly needs: SandboxNeeds;
    /** Absolute paths of the test files. */
    readonly tests: readonly string[];
    /** Whether all stacks begin at the same time. Default: yes; no: each when the one before says that it leaves cores to spare. */
    readonly stacksTogether?: boolean;
    /** Builds and downloads everything: inside there is no network. */
    readonly prepare: () => Promise<void>;
    /** Ends what the tests started; with `logs`, programs' logs are kept in that folder. */
    readonly stop: (logs?: string) => Promise<void>;
}

/**
 * The command of a tier: outside it prepares and enters namespaces, one set per stack; inside it runs the tests. Exit code 0: all passed, or the system has no namespaces at all, which is said; 1: a test failed; 2: the command
 * line is wrong or this machine lacks something.
 */
export async function runTier(tier: Tier): Promise<void> {
    const parser = tierParser(tier);
    const ended = parseArguments(parser, process.argv.slice(2), process);
    const options = parser.opts<TierOptions>();
    process.exitCode = ended ?? (insideSandbox() ? await runInside(tier, options) : await runOutside(tier, options));
}

async function runOutside(tier: Tier, { stack: stacks = fullStacks, grep }: TierOptions): Promise<number> {
    const missing = missingForSandbox(tier.needs);
    if (missing !== undefined) {
        const skipped = process.platform !== "linux";
        console.error(`test:${tier.name} ${skipped ? "SKIPPED: it " : ""}${missing}`);
        return skipped ? 0 : 2;
    }
    await tier.prepare();
    const run = async (stack: FullStack, leavesRoom: () => void): Promise<number> => {
        const ofRun = stacks.flatMap((each) => ["--of-run", each]);
        const args = ["--stack", stack, ...ofRun, ...(grep === undefined ? [] : ["--grep", grep])];
        const onLine = (line: string): void => console.log(`${stack.padEnd(4)} | ${line}`);
        return await runInSandbox(tier.script, args, { onLine, leavesRoom });
    };
    return Math.max(...(await runStacks(stacks, run, tier.stacksTogether ?? true)));
}

async function runInside(
    tier: Tier,
    { stack: [stack = "dev"] = [], ofRun: stacks = [stack], grep }: TierOptions,
): Promise<number> {
    endWithOutside(() => tier.stop());
    goFirst();
    select({ stack, stacks, ...(grep !== undefined && { grep }) });
    const mocha = new Mocha({ timeout: 0, slow: 600_000, reporter: "spec" });
    tier.tests.forEach((file) => mocha.addFile(file));
    const stats = { passed: 0, failed: 0 };
    try {
        await new Promise<void>((resolve) => {
            const runner = mocha.run(() => resolve());
            runner.on("pass", () => (stats.passed += 1));
            runner.on("fail", () => (stats.failed += 1));
        });
    } finally {
        const logs = path.join(logsFolder, `${tier.name}-${stack}`);
        await tier.stop(stats.failed > 0 ? logs : undefined);
        if (stats.failed > 0) {
            console.log(`logs of all programs: ${path.relative(process.cwd(), logs)}`);
        }
    }
    if (stats.passed + stats.failed === 0) {
        console.error(`--grep: no scenario matches "${grep}"`);
        return 2;
    }
    partWithOutside();
    return stats.failed === 0 ? 0 : 1;
}

/** Higher than everybody's: what else runs on the machine can wait, controllers and proxies go by the clock. */
const priority = -10;

/** Of this process and all that it starts. Only the machine's own root may; others run as they are. */
function goFirst(): void {
    try {
        setPriority(priority);
    } catch {
        return;
    }
}
