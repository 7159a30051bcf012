import assert from "node:assert/strict";
import { DiffKind, type EngineEvent, type StepEventMetadata } from "@pulumi/pulumi/automation";
import { Fate, stepsOf } from "../../../simulation/engine/step";

const urn = "urn:pulumi:dev::p::aws:s3/bucket:Bucket::models";

function event(op: string, over: Partial<StepEventMetadata> = {}): EngineEvent {
    const state = { type: "t", urn, id: "", parent: "urn:parent", provider: "", inputs: { a: 1 }, outputs: {} };
    const metadata = { op, urn, type: "aws:s3/bucket:Bucket", provider: "", new: state, ...over } as StepEventMetadata;
    return { sequence: 0, timestamp: 0, resourcePreEvent: { metadata } };
}

describe("stepsOf", () => {
    it("makes one step of the engine's three events of a replacement, with every cause", () => {
        const detailedDiff = {
            tags: { diffKind: DiffKind.update, inputDiff: true },
            bucket: { diffKind: DiffKind.updateReplace, inputDiff: true },
        };
        const events = [
            event("create-replacement", { detailedDiff }),
            event("replace", { detailedDiff }),
            event("delete-replaced"),
        ];
        assert.deepEqual(stepsOf(events), [
            {
                urn,
                type: "aws:s3/bucket:Bucket",
                name: "models",
                fate: Fate.Replace,
                changes: ["bucket", "tags"],
                replacedBy: ["bucket"],
                protect: false,
                parent: "urn:parent",
                inputs: { a: 1 },
                oldInputs: {},
            },
        ]);
    });

    it("has the new inputs of a replacement whose old resource is deleted first", () => {
        const state = (inputs: object) => ({ ...event("same").resourcePreEvent!.metadata.new!, inputs });
        const detailedDiff = { a: { diffKind: DiffKind.updateReplace, inputDiff: true } };
        const over = { detailedDiff, old: state({ a: 1 }), new: state({ a: 2 }) };
        // The engine writes null for a state that does not exist.
        const deletion = event("delete-replaced", { old: state({ a: 1 }), new: null as never });
        const [step, ...more] = stepsOf([deletion, event("replace", over), event("create-replacement", over)]);
        assert.deepEqual(more, []);
        assert.deepEqual([step?.oldInputs, step?.inputs, step?.changes], [{ a: 1 }, { a: 2 }, ["a"]]);
    });

    it("finds the changes of a component, which does not have a provider diff, in its inputs", () => {
        const state = (inputs: object) => ({ ...event("same").resourcePreEvent!.metadata.new!, inputs });
        const [step] = stepsOf([event("update", { old: state({ v: 1, w: 2 }), new: state({ v: 2, w: 2 }) })]);
        assert.deepEqual(step?.changes, ["v"]);
    });

    it("takes protection from the old state, as the engine does", () => {
        const state = { ...event("same").resourcePreEvent!.metadata.new!, protect: true };
        const [step] = stepsOf([event("update", { old: state })]);
        assert.equal(step?.protect, true);
    });

    it("omits reads, and the engine's default providers", () => {
        const provider = "urn:pulumi:dev::p::pulumi:providers:aws::default_7_48_0";
        assert.deepEqual(
            stepsOf([
                event("refresh"),
                event("read"),
                event("create", { urn: provider, type: "pulumi:providers:aws" }),
                { sequence: 0, timestamp: 0 },
            ]),
            [],
        );
    });
});
