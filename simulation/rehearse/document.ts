import { changesIn, type Step } from "../engine/step";
import { type OutputFile } from "../output/manifests";
import { type Rehearsal } from "./rehearsal";
import { type Circumstances, countFates, rehearsalText } from "./report";
import { UNKNOWN } from "../wire";
import { NOT_KNOWN_YET, valueChanges } from "./values";

/** The JSON document of `--format json` and of `--out`. */
export function rehearsalJson(rehearsal: Rehearsal, { engine, from }: Circumstances): string {
    const { stack, outcome, plan, dangers, violations, notEvaluated, leftToDo, kept } = rehearsal;
    const document = {
        stack,
        ...(from !== undefined && { from }),
        engine,
        outcome,
        counts: countFates(plan),
        changes: changesIn(plan).map(changeDocument),
        dangers,
        violations,
        notEvaluated,
        ...(leftToDo !== undefined && { leftToDo: leftToDo.map(changeDocument) }),
        ...(kept !== undefined && { kept }),
        errors: rehearsal.errors,
        warnings: rehearsal.warnings,
        unknownTypes: rehearsal.unknownTypes,
        seconds: rehearsal.seconds,
    };
    return `${JSON.stringify(document, knownValue, 2)}\n`;
}

/** Without inputs, which the simulation shows. */
function changeDocument(step: Step): object {
    const { urn, type, name, fate, changes, replacedBy, protect } = step;
    return { urn, type, name, fate, changes, values: valueChanges(step), replacedBy, protect };
}

function knownValue(_: string, value: unknown): unknown {
    return value === UNKNOWN ? NOT_KNOWN_YET : value;
}

/** The files of `--out`. */
export function rehearsalFiles(rehearsal: Rehearsal, circumstances: Circumstances): OutputFile[] {
    return [
        { path: "rehearsal.json", text: rehearsalJson(rehearsal, circumstances) },
        { path: "rehearsal.txt", text: rehearsalText(rehearsal, circumstances) },
        ...Object.entries(rehearsal.logs).map(([phase, text]) => ({ path: `logs/${phase}.log`, text })),
    ];
}
