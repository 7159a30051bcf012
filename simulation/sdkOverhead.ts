import * as pulumi from "@pulumi/pulumi";

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
