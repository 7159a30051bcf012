import { type EngineEvent, type PolicyEvent, type Stack } from "@pulumi/pulumi/automation";
import { withoutDebugMessages, withoutStackTraces } from "../sdkOverhead";
import { ANALYZER } from "./sandbox";
import { type Step, stepsOf } from "./step";

export const Operation = { Preview: "preview", Up: "up", Refresh: "refresh", Destroy: "destroy" } as const;
export type Operation = (typeof Operation)[keyof typeof Operation];

export interface OperationOptions {
    /** Folder of a policy pack. Default: none runs. */
    readonly policyPack?: string;
    /** Keeps protected resources and their dependencies during a destroy. Default false. */
    readonly excludeProtected?: boolean;
    /** Keeps stack traces of the program, which takes half as long again: the SDK captures one per resource. Default false. */
    readonly stackTraces?: boolean;
    /** Called for each resource that the engine starts, with the number of resources so far. */
    readonly onStep?: (done: number, name: string) => void;
    readonly signal?: AbortSignal;
}

/** A finished operation of the engine, successful or not. */
export interface OperationResult {
    readonly operation: Operation;
    readonly ok: boolean;
    readonly steps: readonly Step[];
    readonly policy: readonly PolicyEvent[];
    /** The engine's error messages; empty on success. */
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
    readonly seconds: number;
    /** Everything that the engine printed. */
    readonly log: string;
}

/** Runs one operation and collects the engine's events. Failures of the operation are in the result, not thrown. */
export async function runOperation(
    stack: Stack,
    operation: Operation,
    options: OperationOptions = {},
): Promise<OperationResult> {
    const events: EngineEvent[] = [];
    const log: string[] = [];
    let done = 0;
    const keep = (text: string) => void log.push(text);
    const common = {
        onOutput: keep,
        onError: keep,
        onEvent: (event: EngineEvent) => {
            events.push(event);
            const metadata = event.resourcePreEvent?.metadata;
            if (metadata !== undefined) {
                done += 1;
                options.onStep?.(done, metadata.urn);
            }
        },
        ...(options.signal !== undefined && { signal: options.signal }),
        color: "never" as const,
    };
    const policyPacks = options.policyPack !== undefined && { policyPacks: [options.policyPack] };
    const started = performance.now();
    const engine = withoutSummaries(stack);
    const restore = [withoutDebugMessages(), ...(options.stackTraces === true ? [] : [withoutStackTraces()])];
    let failure: unknown;
    try {
        switch (operation) {
            case Operation.Preview:
                await engine.preview({ ...common, ...policyPacks });
                break;
            case Operation.Up:
                await engine.up({ ...common, ...policyPacks });
                break;
            case Operation.Refresh:
                await engine.refresh(common);
                break;
            case Operation.Destroy:
                await engine.destroy({ ...common, excludeProtected: options.excludeProtected ?? false });
                break;
            default:
                operation satisfies never;
        }
    } catch (error) {
        failure = error;
    } finally {
        restore.forEach((each) => each());
    }
    const errors = diagnostics(events, "error");
    return {
        operation,
        ok: failure === undefined,
        steps: stepsOf(events),
        policy: events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent])),
        errors: failure === undefined || errors.length > 0 ? errors : [errorText(failure)],
        warnings: diagnostics(events, "warning").filter((text) => !text.includes(ANALYZER)),
        seconds: (performance.now() - started) / 1000,
        log: log.join(""),
    };
}

/** After an operation the Automation API starts the CLI up to three times for what is not read here. */
function withoutSummaries(stack: Stack): Stack {
    return Object.create(stack, {
        outputs: { value: () => Promise.resolve({}) },
        info: { value: () => Promise.resolve(undefined) },
    }) as Stack;
}

function diagnostics(events: readonly EngineEvent[], severity: "error" | "warning"): string[] {
    const texts = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === severity && !diagnosticEvent.ephemeral
            ? [withoutColor(diagnosticEvent.message).trim()]
            : [],
    );
    return [...new Set(texts)].filter((text) => text !== "");
}

/** Removes color marks such as `<{%reset%}>`, which the engine writes although color is off. */
export function withoutColor(text: string): string {
    return text.replace(/<\{%.*?%\}>/g, "");
}

function errorText(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
