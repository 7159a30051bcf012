import * as pulumi from "@pulumi/pulumi";
import { FailureCollector } from "./failures";
import { RecordingMonitor } from "./monitor";
import { type SimulatedInvoke } from "../providers";
import { type RecordedResource } from "../recorded";
import { withoutMessages, withoutStackTraces } from "../sdkOverhead";

/** The export of `index.ts`: builds the stack and returns its outputs. */
export type Program = () => Promise<Record<string, unknown>>;

export interface RunOptions {
    readonly stack: string;
    /** Default: the project of `Pulumi.yaml`. */
    readonly project?: string;
    /** Configuration as the engine hands it to a program: `namespace:key` to text, objects as JSON. */
    readonly config?: Readonly<Record<string, string>>;
    /** Keys of `config` whose values are secret. */
    readonly secretKeys?: readonly string[];
    /** Leaves computed values unknown, as in a first `pulumi preview`. Default false. */
    readonly preview?: boolean;
    /** Results of functions by token, instead of those of an empty account. Default: none. */
    readonly answers?: Readonly<Record<string, SimulatedInvoke>>;
    /** Handling of a type or function that is not simulated. Default "fail". */
    readonly unknownTypes?: "fail" | "warn";
    /** Keeps stack traces, which doubles the time: the SDK captures one per promise. Default false. */
    readonly stackTraces?: boolean;
    /** Selects errors that are thrown as they are, not inside a `ProgramError`. Default: none. */
    readonly passOn?: (cause: unknown) => boolean;
    /** Called every 100 ms with the number of resources so far. */
    readonly onProgress?: (resources: number) => void;
}

/** A line that the program wrote with `pulumi.log` or to the console. */
export interface LogLine {
    readonly level: "debug" | "info" | "warn" | "error";
    readonly message: string;
}

/** A finished run. */
export interface Run {
    readonly stack: string;
    readonly project: string;
    /** In the order of registration. */
    readonly resources: readonly RecordedResource[];
    /** Resolved return value of the program; `secretOutputs` of the stack resource lists the secret parts. */
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly log: readonly LogLine[];
    /** Types and functions that are not simulated, with `unknownTypes: "warn"`. */
    readonly unknown: readonly string[];
}

export const PROJECT = "inference-platform";

/** Serializes runs: the SDK has one runtime per process. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs a program on simulated providers in this process and waits for all its asynchronous work.
 *
 * @throws ProgramError with every error of the program, including those of its asynchronous parts.
 */
export function runProgram(program: Program, options: RunOptions): Promise<Run> {
    const run = queue.then(() => runAlone(program, options));
    queue = run.then(
        () => undefined,
        () => undefined,
    );
    return run;
}

async function runAlone(program: Program, options: RunOptions): Promise<Run> {
    const { stack, project = PROJECT, config = {}, preview = false } = options;
    const unknown = new Set<string>();
    const monitor = new RecordingMonitor({
        stack,
        project,
        preview,
        region: config["aws:region"],
        answers: options.answers ?? {},
        onUnknown: (what) => {
            if (options.unknownTypes !== "warn") {
                throw new Error(`the ${what} is not simulated: add it to simulation/providers`);
            }
            unknown.add(what);
        },
    });
    const failures = new FailureCollector();
    const console = new ConsoleRecorder();
    const restoreSdk = [withoutMessages(), ...(options.stackTraces === true ? [] : [withoutStackTraces()])];
    const onDeadlock = () => failures.add(new Error(deadlockText(waiting, monitor.recorded())));
    const waiting: Constructed[] = [];

    pulumi.runtime.setMockOptions(monitor, project, stack, preview);
    pulumi.runtime.setAllConfig({ ...config }, [...(options.secretKeys ?? [])]);
    failures.open();
    console.open();
    process.once("beforeExit", onDeadlock);
    const progress = options.onProgress;
    // Must not keep the process alive: an empty event loop is how a deadlock is detected.
    const timer = progress && setInterval(() => progress(monitor.recorded().length), 100).unref();
    try {
        const finished = pulumi.runtime
            .runInPulumiStack(async () => {
                pulumi.runtime.registerStackTransformation(({ type, name }) => {
                    waiting.push({ type, name });
                    return undefined;
                });
                return program();
            })
            .then(async (outputs) => {
                await settled(monitor);
                return outputs ?? {};
            });
        const ended = finished.catch((cause: unknown) => failures.add(cause)).then(() => undefined);
        await Promise.race([ended, failures.first]);
        // Collects further errors of the same cause, and lets pending work finish before the next run.
        await Promise.race([pulumi.runtime.disconnect(), turns(100)]);
        await turns(5);
        if (pulumi.log.hasErrors() && !failures.any) {
            failures.add(new Error(console.errors().join("\n")));
        }
        if (failures.any) {
            throw failures.error(options.passOn ?? (() => false));
        }
        const outputs = await finished;
        return { stack, project, resources: monitor.recorded(), outputs, log: console.lines, unknown: [...unknown] };
    } finally {
        clearInterval(timer);
        process.removeListener("beforeExit", onDeadlock);
        console.close();
        failures.close();
        restoreSdk.forEach((restore) => restore());
        // Promises that never resolve must not leak into the next run or block the process's exit.
        pulumi.runtime.resetOptions("", "", -1, "", "", false, "");
        // The SDK keeps the stack here as well, and with it every resource of the run.
        Reflect.deleteProperty(globalThis, "stackResource");
    }
}

interface Constructed {
    readonly type: string;
    readonly name: string;
}

/** Waits until no registration is pending, including those started by the last one to resolve. */
async function settled(monitor: RecordingMonitor): Promise<void> {
    let before: number;
    do {
        before = monitor.recorded().length;
        await pulumi.runtime.disconnect();
        await turns(2);
    } while (monitor.recorded().length !== before);
}

/** Waits for turns of the event loop, in which promises settle. */
async function turns(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}

/** Message for an event loop that became empty before the program finished. */
function deadlockText(constructed: readonly Constructed[], recorded: readonly RecordedResource[]): string {
    const known = new Set(recorded.map(({ type, name }) => `${type} ${name}`));
    const stuck = constructed.filter(({ type, name }) => !known.has(`${type} ${name}`));
    const list = stuck.slice(0, 10).map(({ type, name }) => `${name} (${type})`);
    const rest = stuck.length > list.length ? ` and ${stuck.length - list.length} more` : "";
    return list.length === 0
        ? "the program never finishes: it waits for a promise that is never resolved"
        : `the program never finishes: ${list.join(", ")}${rest} wait for an input that is never resolved ` +
              `(a resource that depends on its own child, or a promise without a result)`;
}

/** Records console output while a program runs: standard output carries the report only. */
class ConsoleRecorder {
    public readonly lines: LogLine[] = [];
    private readonly kept = { ...console };

    public open(): void {
        console.log = (...parts: unknown[]) => this.add("info", parts);
        console.info = (...parts: unknown[]) => this.add("info", parts);
        console.debug = (...parts: unknown[]) => this.add("debug", parts);
        console.warn = (...parts: unknown[]) => this.add("warn", parts);
        console.error = (...parts: unknown[]) => this.add("error", parts);
    }

    public close(): void {
        Object.assign(console, this.kept);
    }

    public errors(): string[] {
        return this.lines.filter(({ level }) => level === "error").map(({ message }) => message);
    }

    private add(level: LogLine["level"], parts: unknown[]): void {
        // The SDK prefixes what goes through `pulumi.log`.
        const message = parts
            .map(String)
            .join(" ")
            .replace(/^(debug|info|warning|error): \[runtime\] /, "");
        this.lines.push({ level, message });
    }
}
