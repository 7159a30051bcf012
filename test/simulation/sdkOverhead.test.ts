import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withoutDebugMessages, withoutMessages, withoutStackTraces } from "../../simulation/sdkOverhead";

/** A trace with the frames of as many nested calls, and some more. */
function traceOf(depth: number): string {
    return depth === 0 ? (new Error("here").stack ?? "") : traceOf(depth - 1);
}

function framesIn(trace: string): number {
    return trace.split("\n").filter((line) => line.trim().startsWith("at ")).length;
}

describe("overhead of the SDK", () => {
    it("makes no traces, whatever limit the SDK sets, and restores the limit", () => {
        const limit = Error.stackTraceLimit;
        const restore = withoutStackTraces();
        Error.stackTraceLimit = Number.POSITIVE_INFINITY;
        assert.equal(framesIn(traceOf(50)), 0);
        restore();
        assert.equal(Error.stackTraceLimit, limit);
        assert.ok(framesIn(traceOf(50)) > 0);
    });

    it("keeps debug messages of the SDK and of the program from the engine, and restores them", async () => {
        const { debug } = pulumi.log;
        const restore = withoutDebugMessages();
        assert.notEqual(pulumi.log.debug, debug);
        await pulumi.log.debug("a resource is registered");
        restore();
        assert.equal(pulumi.log.debug, debug);
    });

    it("gives a monitor the properties that a message would have, in the same order, and restores messages", () => {
        const properties = { b: [{ z: 1, a: null }, "x"], a: { "2": true, "10": -0.5, c: "" }, "": [] };
        const asRead = () => {
            const request = new RegisterResourceRequest();
            request.setObject(Struct.fromJavaScript(properties));
            return request.getObject()?.toJavaScript();
        };
        const encoded = JSON.stringify(asRead());
        const restore = withoutMessages();
        const kept = asRead();
        restore();
        assert.equal(JSON.stringify(kept), encoded);
        assert.notEqual(kept?.b, properties.b, "a reader may change what it gets");
        assert.equal(JSON.stringify(asRead()), encoded);
        assert.equal(Struct.fromJavaScript(properties).getFieldsMap().getLength(), 3);
    });
});
