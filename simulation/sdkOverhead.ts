import * as pulumi from "@pulumi/pulumi";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { setOwn } from "./wire";

/*
 * What the SDK does for each resource beside registering it. Each function switches one thing off and returns how to switch it on
 * again.
 */

/**
 * V8 captures stack traces only while `Error.stackTraceLimit` is a number. The SDK sets it to infinity for each resource to
 * find the line of the program; a property that ignores assignments saves up to half of a run.
 */
export function withoutStackTraces(): () => void {
    const before = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
    Object.defineProperty(Error, "stackTraceLimit", { configurable: true, get: () => 0, set: () => undefined });
    return () => {
        if (before !== undefined) {
            Object.defineProperty(Error, "stackTraceLimit", before);
        }
    };
}

/** Keeps debug messages from the engine, which drops them: three calls for each resource, one after the other. */
export function withoutDebugMessages(): () => void {
    const log = pulumi.log as { debug: typeof pulumi.log.debug };
    const before = log.debug;
    log.debug = () => Promise.resolve();
    return () => {
        log.debug = before;
    };
}

type Values = Record<string, JavaScriptValue>;

/** Gives values as a message does: copied, and in the order of their keys. */
class KeptStruct extends Struct {
    constructor(private readonly values: Values) {
        super();
    }

    public override toJavaScript(): Values {
        return inOrder(this.values) as Values;
    }
}

function inOrder(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.map(inOrder);
    }
    const record = value as Record<string, unknown>;
    const ordered: Record<string, unknown> = {};
    for (const key of Object.keys(record).sort()) {
        setOwn(ordered, key, inOrder(record[key]));
    }
    return ordered;
}

/**
 * Keeps the properties of a request as they are: only a monitor outside this process needs a message of its own for each value in
 * them. A tenth of a run.
 */
export function withoutMessages(): () => void {
    const messages = Struct as { fromJavaScript: (values: Values) => Struct };
    const before = messages.fromJavaScript;
    messages.fromJavaScript = (values) => new KeptStruct(values);
    return () => {
        messages.fromJavaScript = before;
    };
}
