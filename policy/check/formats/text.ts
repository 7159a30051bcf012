import { type Violation } from "../../model/resource";
import { fileOf } from "../objects";
import { objectText, type Reporter, ruleText, type RuleTotal, summaryText, type Write } from "../report";

export interface TextStyle {
    /** Columns of the terminal. */
    readonly width: number;
    readonly color: boolean;
}

const red = 31;
const yellow = 33;
const bold = 1;

/** Text for people: by object, wrapped, the same words with and without a terminal; then the totals. */
export function textReporter(write: Write, { width, color }: TextStyle): Reporter {
    const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
    let current: string | undefined;
    const head = (result: Pick<Violation, "urn" | "object">) => {
        const title = `${fileOf(result.urn)}: ${objectText(result)}`;
        if (title !== current) {
            write(`${current === undefined ? "" : "\n"}${paint(bold, title)}\n`);
            current = title;
        }
    };
    const entry = (label: string, code: number, title: string, message: string) => {
        write(`  ${paint(code, label)} ${title}\n`);
        for (const line of wrap(message, width - 4)) {
            write(`    ${line}\n`);
        }
    };
    const levels = { mandatory: { label: "mandatory", code: red }, advisory: { label: "advisory ", code: yellow } };
    return {
        begin: () => undefined,
        violation: (violation) => {
            head(violation);
            const { label, code } = levels[violation.level];
            entry(label, code, `${ruleText(violation)}, line ${violation.line}`, violation.message);
        },
        exempted: (violation, { reason, until }) => {
            head(violation);
            const end = until === undefined ? "" : ` until ${until}`;
            entry("exempted", yellow, `${violation.policy}${end}, line ${violation.line}`, reason);
        },
        notEvaluated: (result) => {
            head(result);
            entry(
                "not evaluated",
                yellow,
                `${result.policy}, line ${result.line}`,
                `"${result.path}": ${result.reason}`,
            );
        },
        end: (summary) => {
            write(
                [
                    current === undefined ? "" : "\n",
                    ...totals(summary.byRule).map((line) => `${line}\n`),
                    `${summaryText(summary)}\n`,
                ].join(""),
            );
        },
    };
}

/** The rules with violations, one a line; nothing for a single rule, which the summary covers. */
function totals(byRule: readonly RuleTotal[]): string[] {
    if (byRule.length < 2) {
        return [];
    }
    const width = Math.max(...byRule.map(({ count }) => String(count).length));
    return [
        "Violations by rule:",
        ...byRule.map(({ policy, level, count }) => `  ${String(count).padStart(width)} ${level.padEnd(9)} ${policy}`),
        "",
    ];
}

/** Breaks a text into lines of at most `width` characters, words that are longer kept whole. */
export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
        if (line !== "" && line.length + 1 + word.length > width) {
            lines.push(line);
            line = word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    return line === "" ? lines : [...lines, line];
}
