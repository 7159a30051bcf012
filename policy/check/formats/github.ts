import { fileOf } from "../objects";
import { type Located, objectText, type Reporter, summaryText, type Write } from "../report";

/** Workflow commands that GitHub Actions turns into annotations on the lines of a pull request; then the summary. */
export function githubReporter(write: Write): Reporter {
    const annotate = (
        command: "error" | "warning" | "notice",
        result: Located<{ readonly urn: string; readonly policy: string }>,
        message: string,
    ) => {
        const properties = { file: fileOf(result.urn), line: String(result.line), title: result.policy };
        const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
        write(`::${command} ${listed.join(",")}::${escapeData(message)}\n`);
    };
    return {
        begin: () => undefined,
        violation: (violation) => {
            const command = violation.level === "mandatory" ? "error" : "warning";
            annotate(command, violation, `${objectText(violation)}: ${violation.message}`);
        },
        exempted: (violation, { reason, until }) => {
            const end = until === undefined ? "" : ` until ${until}`;
            annotate("notice", violation, `${objectText(violation)}: exempted${end}: ${reason}`);
        },
        notEvaluated: (entry) => {
            annotate("notice", entry, `${objectText(entry)}: not evaluated: "${entry.path}": ${entry.reason}`);
        },
        end: (summary) => {
            write(`${summaryText(summary)}\n`);
        },
    };
}

/** Source: actions/toolkit, packages/core/src/command.ts. */
function escapeData(text: string): string {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
    return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
