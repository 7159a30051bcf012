import { type NotEvaluated, type Violation } from "../../model/resource";
import { fileOf } from "../objects";
import { type Located, objectText, type Reporter, type Write } from "../report";

/**
 * JUnit XML: a failed test per mandatory violation, a skipped one per advisory violation, exemption and rule that was not
 * evaluated, and a passed one per rule that judged objects and found nothing.
 */
export function junitReporter(write: Write): Reporter {
    const cases: string[] = [];
    const found = new Set<string>();
    let [failures, skipped] = [0, 0];
    const skip = (result: Located<Violation> | Located<NotEvaluated>, message: string) => {
        skipped++;
        found.add(result.policy);
        cases.push(testCase(result, `<skipped message="${escapeXml(message)}"/>`));
    };
    return {
        begin: () => undefined,
        violation: (violation) => {
            if (violation.level === "advisory") {
                skip(violation, `advisory: ${violation.message}`);
                return;
            }
            failures++;
            found.add(violation.policy);
            const message = escapeXml(violation.message);
            const place = escapeXml(`${fileOf(violation.urn)}:${violation.line}`);
            cases.push(
                testCase(violation, `<failure type="mandatory" message="${message}">${place}: ${message}</failure>`),
            );
        },
        exempted: (violation, { reason, until }) => {
            skip(violation, `exempted${until === undefined ? "" : ` until ${until}`}: ${reason}`);
        },
        notEvaluated: (entry) => {
            skip(entry, `not evaluated: "${entry.path}": ${entry.reason}`);
        },
        end: ({ coverage, unreadable }) => {
            const passed = coverage.rules.filter((rule) => !found.has(rule));
            const counts = `tests="${cases.length + passed.length}" failures="${failures}" errors="${unreadable}" skipped="${skipped}"`;
            write(
                [
                    '<?xml version="1.0" encoding="UTF-8"?>',
                    `<testsuites ${counts}>`,
                    `  <testsuite name="policies" ${counts}>`,
                    ...cases.map((text) => `    ${text}`),
                    ...passed.map((rule) => `    <testcase classname="policies" name="${escapeXml(rule)}"/>`),
                    "  </testsuite>",
                    "</testsuites>",
                    "",
                ].join("\n"),
            );
        },
    };
}

function testCase(result: Located<Violation> | Located<NotEvaluated>, outcome: string): string {
    const file = escapeXml(fileOf(result.urn));
    const name = escapeXml(`${result.policy}: ${objectText(result)}`);
    return `<testcase classname="${file}" name="${name}" file="${file}" line="${result.line}">${outcome}</testcase>`;
}

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
};

/** Characters that XML 1.0 does not allow, not even escaped, become the replacement character. */
function escapeXml(text: string): string {
    return (
        text
            .replace(/\p{Surrogate}/gu, "\uFFFD")
            .replace(/[&<>"']/g, (character) => entities[character] ?? character)
            // eslint-disable-next-line no-control-regex -- these are the characters in question
            .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD")
            .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    );
}
