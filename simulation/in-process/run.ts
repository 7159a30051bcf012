import * as pulumi from "@pulumi/pulumi";
import { FailureCollector } from "./failures";
import { RecordingMonitor } from "./monitor";
import { type RecordedResource } from "../recorded";

/** What `index.ts` exports: builds the stack, returns its outputs. */
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
    /** What to do about a type or function that no simulated provider knows. Default "fail". */
    readonly unknownTypes?: "fail" | "warn";
    /** Keeps stack traces, at twice the time: the SDK takes one for each promise. Default false. */
    readonly stackTraces?: boolean;
    /** Errors to be thrown as they are instead of inside a `ProgramError`. Default none. */
    readonly passOn?: (cause: unknown) => boolean;
    /** Called now and then with the number of resources so far. */
    readonly onProgress?: (resources: number) => void;
}

/** What the program said through `pulumi.log` or the console. */
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
    /** What the program returned, resolved; the stack's own resource says which parts are secret. */
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly log: readonly LogLine[];
    /** Types and functions that were not known, with `unknownTypes: "warn"`. */
    readonly unknown: readonly string[];
}

export const PROJECT = "inference-platform";

/** Runs follow one another: the SDK's runtime is one per process. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs a program on simulated providers in this process, and waits for everything it started.
 *
 * @throws ProgramError with every error of the program, those of its async parts included.
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
        onUnknown: (what) => {
            if (options.unknownTypes !== "warn") {
                throw new Error(`no simulated provider knows the ${what}: describe it in simulation/providers`);
            }
            unknown.add(what);
        },
    });
    const failures = new FailureCollector();
    const console = new ConsoleRecorder();
    const restoreTraces = options.stackTraces === true ? () => undefined : withoutStackTraces();
    const onDeadlock = () => failures.add(new Error(deadlockText(waiting, monitor.recorded())));
    const waiting: Constructed[] = [];

    pulumi.runtime.setMockOptions(monitor, project, stack, preview);
    pulumi.runtime.setAllConfig({ ...config }, [...(options.secretKeys ?? [])]);
    failures.open();
    console.open();
    process.once("beforeExit", onDeadlock);
    const progress = options.onProgress;
    // Must not keep the process alive: an event loop that runs dry is how a deadlock shows.
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
        // What fails together is reported together, and what still runs must not run into the next program.
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
        restoreTraces();
        // Promises that will never resolve must not haunt the next run, or the process's exit.
        pulumi.runtime.resetOptions("", "", -1, "", "", false, "");
    }
}

interface Constructed {
    readonly type: string;
    readonly name: string;
}

/** Waits until no registration is under way and none is started by what the last one resolved. */
async function settled(monitor: RecordingMonitor): Promise<void> {
    let before: number;
    do {
        before = monitor.recorded().length;
        await pulumi.runtime.disconnect();
        await turns(2);
    } while (monitor.recorded().length !== before);
}

/** Lets the event loop go round, so that every promise that can settle has settled. */
async function turns(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}

/** The event loop ran dry while the program still waited: say what for, instead of ending as if all were well. */
function deadlockText(constructed: readonly Constructed[], recorded: readonly RecordedResource[]): string {
    const known = new Set(recorded.map(({ type, name }) => `${type} ${name}`));
    const stuck = constructed.filter(({ type, name }) => !known.has(`${type} ${name}`));
    const list = stuck.slice(0, 10).map(({ type, name }) => `${name} (${type})`);
    const rest = stuck.length > list.length ? ` and ${stuck.length - list.length} more` : "";
    return list.length === 0
        ? "the program waits for something that never happens"
        : `the program waits for itself (a resource that depends on its own child, or on a promise nobody keeps): ` +
              `${list.join(", ")}${rest} never got what they wait for`;
}

/**
 * V8 takes a stack trace only where `Error.stackTraceLimit` is a plain number. The SDK sets it to infinity for each
 * resource to find the line of the program; a property that ignores being set saves half of the whole run.
 */
function withoutStackTraces(): () => void {
    const before = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
    Object.defineProperty(Error, "stackTraceLimit", { configurable: true, get: () => 0, set: () => undefined });
    return () => {
        if (before !== undefined) {
            Object.defineProperty(Error, "stackTraceLimit", before);
        }
    };
}

/** Keeps what is printed while a program runs: standard output belongs to the report. */
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
