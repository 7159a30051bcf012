import { changesIn, type Step } from "../engine/step";
import { type OutputFile } from "../output/manifests";
import { type Rehearsal } from "./rehearsal";
import { type Circumstances, countFates, rehearsalText } from "./report";

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
    return `${JSON.stringify(document, null, 2)}\n`;
}

/** Without inputs, which the simulation shows. */
function changeDocument({ urn, type, name, fate, changes, replacedBy, protect }: Step): object {
    return { urn, type, name, fate, changes, replacedBy, protect };
}

/** The files of `--out`. */
export function rehearsalFiles(rehearsal: Rehearsal, circumstances: Circumstances): OutputFile[] {
    return [
        { path: "rehearsal.json", text: rehearsalJson(rehearsal, circumstances) },
        { path: "rehearsal.txt", text: rehearsalText(rehearsal, circumstances) },
        ...Object.entries(rehearsal.logs).map(([phase, text]) => ({ path: `logs/${phase}.log`, text })),
    ];
}
