import { Fate, type Step } from "../../simulation/engine/step";

/** A step that changes nothing, except for what the test says. */
export function step(over: Partial<Step>): Step {
    const { type = "aws:s3/bucket:Bucket", name = "models" } = over;
    const urn = `urn:pulumi:dev::p::${type}::${name}`;
    const base = {
        fate: Fate.Same,
        changes: [],
        replacedBy: [],
        protect: false,
        parent: "",
        inputs: {},
        oldInputs: {},
    };
    return { urn, type, name, ...base, ...over };
}
