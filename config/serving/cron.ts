/** A field of a cron expression: its name in messages, its range, and names that stand for numbers. */
interface Field {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    readonly names: readonly string[];
}

/** Fields of the parser that KEDA reads expressions with. Source: github.com/robfig/cron/v3 `parser.go`, ParseStandard. */
const fields: readonly Field[] = [
    { name: "minute", min: 0, max: 59, names: [] },
    { name: "hour", min: 0, max: 23, names: [] },
    { name: "day of the month", min: 1, max: 31, names: [] },
    {
        name: "month",
        min: 1,
        max: 12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    { name: "day of the week", min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/** What is wrong with a cron expression; undefined: it is a schedule. */
export function cronFault(expression: string): string | undefined {
    const parts = expression.split(" ");
    if (parts.length !== fields.length || parts.includes("")) {
        return "must be a cron expression of five fields such as 0 8 * * 1-5";
    }
    const wrong = fields.find((field, i) => !(parts[i] ?? "").split(",").every((range) => isRange(range, field)));
    return wrong === undefined ? undefined : `must have the ${wrong.name} from ${wrong.min} to ${wrong.max}`;
}

/** The values of each field of an expression that `cronFault` accepts, ascending: minutes, hours, days, months, days of the week. */
export function cronValues(expression: string): readonly (readonly number[])[] {
    const parts = expression.split(" ");
    return fields.map((field, i) => {
        const ranges = (parts[i] ?? "").split(",").map((range) => bounds(range, field));
        return Array.from({ length: field.max - field.min + 1 }, (_, offset) => field.min + offset).filter((value) =>
            ranges.some(({ from, to, step }) => value >= from && value <= to && (value - from) % step === 0),
        );
    });
}

/** A single value with a step, `5/15`, goes on to the end of its field. Source: robfig/cron, getRange. */
function bounds(range: string, field: Field) {
    const [span = "", step] = range.split("/");
    const every = Number(step ?? 1);
    if (span === "*" || span === "?") {
        return { from: field.min, to: field.max, step: every };
    }
    const [from = field.min, to] = span.split("-").map((value) => valueOf(value, field));
    return { from, to: to ?? (step === undefined ? from : field.max), step: every };
}

/** `*`, `5`, `1-5`, `mon-fri`, each with a step as in `0-30/10` or without. */
function isRange(range: string, field: Field): boolean {
    const [span = "", step, ...more] = range.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) {
        return false;
    }
    if (span === "*" || span === "?") {
        return true;
    }
    const [from, to, ...rest] = span.split("-").map((value) => valueOf(value, field));
    return rest.length === 0 && isWithin(from, field) && (to === undefined || (isWithin(to, field) && from <= to));
}

function isWithin(value: number | undefined, { min, max }: Field): value is number {
    return value !== undefined && value >= min && value <= max;
}

function valueOf(text: string, { names, min }: Field): number {
    const named = names.indexOf(text.toLowerCase());
    return named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
