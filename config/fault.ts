import { RunError } from "@pulumi/pulumi/errors";
import { closest, distance } from "fastest-levenshtein";

/** One thing wrong with a stack file. */
export interface Fault {
    /** Dotted key path below the project's namespace, as `--set` takes it: `nodeGroups.gpu-t4.max`. */
    readonly path: string;
    /** What is wrong, what is allowed, what to do; completes the sentence that starts with the quoted path. */
    readonly reason: string;
}

/**
 * A stack file that cannot be used: every fault of it at once. Of a RunError Pulumi prints the message alone, without a stack
 * trace: the fault is in the stack file, not in a line of code.
 */
export class ConfigError extends RunError {
    constructor(
        public readonly stackName: string,
        public readonly faults: readonly Fault[],
    ) {
        super(configErrorText(stackName, faults));
        this.name = "ConfigError";
    }
}

/** @param settings `--set` arguments that override the file: a fault of what they set names them */
export function configErrorText(stackName: string, faults: readonly Fault[], settings: readonly string[] = []): string {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const keys = settings.map((setting) => setting.slice(0, setting.indexOf("=")));
    const lines = faults.slice(0, maxListed).map(({ path, reason }) => {
        const key = keys.findLast((each) => isAtOrAround(each, path));
        return `  - "${path}"${key === undefined ? "" : ` (by --set ${key})`} ${reason}`;
    });
    const more = faults.length > maxListed ? [`  and ${faults.length - maxListed} more: correct these first`] : [];
    return [`Pulumi.${stackName}.yaml has ${count}:`, ...lines, ...more].join("\n");
}

/** Faults that a message lists: more are one mistake that is repeated. */
const maxListed = 200;

/** Whether one of two key paths is the other, or lies within it. */
function isAtOrAround(a: string, b: string): boolean {
    const [short, long] = a.length <= b.length ? [a, b] : [b, a];
    return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)));
}

/** `; did you mean "x"?` when a known name is near enough to be a typing slip, else an empty string. */
export function didYouMean(name: string, known: readonly string[]): string {
    const candidate = nearest(name, known);
    return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

/** The known name that `name` is a slip of; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
    if (known.length === 0) {
        return undefined;
    }
    const candidate = closest(name.toLowerCase(), [...known]);
    // A third of the letters wrong is a slip; more is another word.
    const slip = distance(name.toLowerCase(), candidate.toLowerCase()) <= Math.max(1, Math.ceil(candidate.length / 3));
    return slip ? candidate : undefined;
}

/** Joins key path parts the way stack files and `--set` write them; an empty key shows as `""`. */
export function keyPath(...parts: readonly (string | number)[]): string {
    return parts.map((part, i) => pathPart(part, i === 0)).join("");
}

function pathPart(part: string | number, first: boolean): string {
    if (typeof part === "number") {
        return `[${part}]`;
    }
    const name = part === "" ? '""' : part;
    return first ? name : `.${name}`;
}
