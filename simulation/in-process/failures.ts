/** An error of a program, with the resource that it concerns where known. */
interface ProgramFault {
    /** `name (type)`; undefined when the error did not come from a resource. */
    readonly resource?: string;
    readonly message: string;
    readonly stack?: string;
    readonly cause: unknown;
}

/** Every error of a program that did not finish. */
export class ProgramError extends Error {
    constructor(public readonly faults: readonly ProgramFault[]) {
        super(
            faults
                .map(({ resource, message }) => (resource === undefined ? message : `${resource}: ${message}`))
                .join("\n"),
        );
        this.name = "ProgramError";
        this.stack = [this.message, ...faults.map(({ stack }) => stack ?? "")]
            .filter((text) => text !== "")
            .join("\n\n");
    }
}

const reported = new WeakSet<Error>();

/**
 * Collects the errors that do not reject the program's own promise.
 *
 * An error in an `apply` or in an asynchronous part of a component rejects promises that only the SDK holds, so Node reports
 * it as an unhandled rejection. While this collector is open it replaces all other listeners: a test runner's listener would
 * fail the test that happens to run.
 */
export class FailureCollector {
    private readonly causes = new Set<unknown>();
    private readonly silenced = new Map<string, ((...args: unknown[]) => void)[]>();
    private readonly listener = (cause: unknown) => this.add(cause);
    private announce: () => void = () => undefined;
    /** Resolves when the first failure arrives. */
    public readonly first = new Promise<void>((resolve) => (this.announce = resolve));

    public open(): void {
        for (const event of ["unhandledRejection", "uncaughtException"]) {
            this.silenced.set(event, process.listeners(event as NodeJS.Signals) as ((...args: unknown[]) => void)[]);
            process.removeAllListeners(event);
            process.on(event, this.listener);
        }
    }

    public close(): void {
        for (const [event, listeners] of this.silenced) {
            process.removeListener(event, this.listener);
            listeners.forEach((listener) => process.on(event, listener));
        }
        this.silenced.clear();
    }

    /** One error rejects many promises: it counts once, also when a promise rejects late, during the next run. */
    public add(cause: unknown): void {
        if (this.causes.has(cause) || (cause instanceof Error && reported.has(cause))) {
            return;
        }
        this.causes.add(cause);
        if (cause instanceof Error) {
            reported.add(cause);
        }
        this.announce();
    }

    public get any(): boolean {
        return this.causes.size > 0;
    }

    /** The error to throw: the first that `passOn` selects, else a `ProgramError` with all of them. */
    public error(passOn: (cause: unknown) => boolean): Error {
        const own = [...this.causes].find(passOn);
        return own instanceof Error ? own : new ProgramError(distinct([...this.causes].map(faultOf)));
    }
}

/** The SDK reports a failed registration twice, with and without the resource's name: keep the one with the name. */
function distinct(faults: readonly ProgramFault[]): ProgramFault[] {
    const namedFirst = [...faults].sort((a, b) => Number(b.resource !== undefined) - Number(a.resource !== undefined));
    const kept: ProgramFault[] = [];
    for (const fault of namedFirst) {
        if (!kept.some(({ message }) => message === fault.message)) {
            kept.push(fault);
        }
    }
    return kept;
}

/**
 * Finds the resource of an error. The SDK labels the rejected promise (`resource:name[type]` for a registration) and prefixes
 * the message with the operation.
 */
function faultOf(cause: unknown): ProgramFault {
    if (!(cause instanceof Error)) {
        return { message: String(cause), cause };
    }
    const context = (cause as { promise?: { _debugCtx?: unknown } }).promise?._debugCtx;
    const labels = [
        /^failed to register new resource (.+?) \[([^\]]+)\]: /.exec(cause.message),
        /resource:([^[]+)\[([^\]]+)\]/.exec(typeof context === "string" ? context : ""),
    ];
    const label = labels.find((match) => match !== null);
    return {
        ...(label !== undefined && { resource: `${label[1]} (${label[2]})` }),
        message: cause.message
            .replace(/^failed to register new resource .+? \[[^\]]+\]: /, "")
            .replace(/^(error serializing property "[^"]+": )+/, (prefix) => prefix.replace("error serializing ", "")),
        ...(cause.stack !== undefined && { stack: cause.stack }),
        cause,
    };
}
