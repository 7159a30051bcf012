/** An error of a program, with the resource it kept from being made where that is known. */
export interface ProgramFault {
    /** `name (type)`; absent when the error did not come from a resource. */
    readonly resource?: string;
    readonly message: string;
    readonly stack?: string;
    readonly cause: unknown;
}

/** A program that did not run to its end: every error of it. */
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
 * Collects what goes wrong beside the program's own promise.
 *
 * An error in an `apply` or in an async part of a component rejects promises that only the SDK holds, so Node reports it
 * as an unhandled rejection. While this collector is open it is the only one to hear of them: a test runner that heard too
 * would fail whatever test happens to run.
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

    /** The same error rejects many promises; it counts once, and not again in the next run when a promise is late. */
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

    /** What is to be thrown: an error that knows how to speak for itself is passed on as it is. */
    public error(passOn: (cause: unknown) => boolean): Error {
        const own = [...this.causes].find(passOn);
        return own instanceof Error ? own : new ProgramError(distinct([...this.causes].map(faultOf)));
    }
}

/** The SDK reports a refused registration twice, bare and with the resource's name: the one that says more stays. */
function distinct(faults: readonly ProgramFault[]): ProgramFault[] {
    const sayingMost = [...faults].sort((a, b) => Number(b.resource !== undefined) - Number(a.resource !== undefined));
    const kept: ProgramFault[] = [];
    for (const fault of sayingMost) {
        if (!kept.some(({ message }) => message === fault.message)) {
            kept.push(fault);
        }
    }
    return kept;
}

/**
 * The SDK notes on the error which promise it rejected (that of a registration is labelled `resource:name[type]`) and
 * puts what it was doing in front of the message.
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
        ...(label === undefined ? {} : { resource: `${label[1]} (${label[2]})` }),
        message: cause.message
            .replace(/^failed to register new resource .+? \[[^\]]+\]: /, "")
            .replace(/^(error serializing property "[^"]+": )+/, (prefix) => prefix.replace("error serializing ", "")),
        ...(cause.stack === undefined ? {} : { stack: cause.stack }),
        cause,
    };
}
