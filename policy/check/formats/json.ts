import { type Violation } from "../../model/resource";
import { fileOf } from "../objects";
import { type Located, type Reporter, type Write } from "../report";

/** One JSON array of the violations, written element by element. */
export function jsonReporter(write: Write): Reporter {
    let first = true;
    return {
        begin: () => {
            write("[");
        },
        violation: (violation) => {
            write(`${first ? "\n" : ",\n"}  ${JSON.stringify(entryOf(violation))}`);
            first = false;
        },
        exempted: () => undefined,
        notEvaluated: () => undefined,
        end: () => {
            write(first ? "]\n" : "\n]\n");
        },
    };
}

/** One element of the JSON output. */
export interface Entry {
    readonly file: string;
    readonly line: number;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
    readonly policy: string;
    /** Upstream's id of a Pod Security check; the rule's name in all other groups. */
    readonly check: string;
    /** The Pod Security level the check belongs to; how binding the rule is in all other groups. */
    readonly level: string;
    readonly message: string;
}

function entryOf(violation: Located<Violation>): Entry {
    const { urn, line, object, policy, check, podSecurityLevel, level, message } = violation;
    return {
        file: fileOf(urn),
        line,
        kind: object?.kind ?? "",
        namespace: object?.namespace ?? null,
        name: object?.name ?? "",
        policy,
        check: check ?? policy,
        level: podSecurityLevel ?? level,
        message,
    };
}
