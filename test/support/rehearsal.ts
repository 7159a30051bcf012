import { Fate } from "../../simulation/engine/step";
import { Outcome, type Rehearsal } from "../../simulation/rehearse/rehearsal";
import { step } from "./step";

/** A protected bucket that would be replaced. */
export const bucket = step({
    fate: Fate.Replace,
    changes: ["bucket"],
    replacedBy: ["bucket"],
    protect: true,
    oldInputs: { bucket: "old-models" },
    inputs: { bucket: "models" },
});

/** A rehearsal that stopped before the update, with an entry in most parts of the report. */
export const dangerous: Rehearsal = {
    stack: "prod",
    outcome: Outcome.Dangerous,
    plan: [bucket, step({ name: "other" })],
    dangers: [
        {
            urn: bucket.urn,
            type: bucket.type,
            name: "models",
            fate: "replace",
            causes: ["bucket"],
            loses: "the objects in it",
        },
    ],
    violations: [{ policy: "limits-present", level: "advisory", urn: bucket.urn, message: "first\nsecond" }],
    notEvaluated: [{ policy: "limits-present" }],
    errors: [],
    warnings: [],
    unknownTypes: [],
    seconds: { before: 1.26, plan: 2 },
    logs: { plan: "log text" },
};

/** The revision before the change. */
export const from = { ref: "main", commit: "abc123" };
