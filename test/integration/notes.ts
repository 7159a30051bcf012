import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { type Lasting } from "../runtime/longest";
import { settings } from "./settings";

/** What the closing lines of a run say, from whichever of its processes. */
type Note = { readonly notChecked: string } | Lasting;

const own: Note[] = [];

/** What a run could not look at: a test that says nothing of it would look complete. */
export function noteNotChecked(reason: string): void {
    note({ notChecked: reason });
}

/** How long the tests of a file took, with what they had to prepare. */
export function noteDuration(title: string, seconds: number): void {
    note({ title, seconds });
}

function note(what: Note): void {
    const { notes } = settings();
    if (notes === undefined) {
        own.push(what);
    } else {
        appendFileSync(notes, `${JSON.stringify(what)}\n`);
    }
}

/** The notes of this process, and of workers in their file; each reason once. */
export function closingNotes(notesFile: string): {
    readonly notChecked: readonly string[];
    readonly durations: readonly Lasting[];
} {
    const lines = existsSync(notesFile) ? readFileSync(notesFile, "utf8").split("\n").filter(Boolean) : [];
    const all = [...own, ...lines.map((line) => JSON.parse(line) as Note)];
    return {
        notChecked: [...new Set(all.flatMap((each) => ("notChecked" in each ? each.notChecked : [])))],
        durations: all.flatMap((each) => ("title" in each ? each : [])),
    };
}
