import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { type Log, type ReportingDescriptor, type Result } from "sarif";
import { type Exempted } from "../../core/judge";
import { type Rule } from "../../core/rule";
import { type NotEvaluated, type Violation } from "../../model/resource";
import { allRules } from "../../rules";
import { fileOf } from "../objects";
import { type Located, objectText, type Reporter, type Write } from "../report";

const schema = "https://json.schemastore.org/sarif-2.1.0.json";

/** What GitHub's code scanning sorts alerts by. Source: its documentation, "SARIF support for code scanning". */
const securitySeverity: Readonly<Record<Rule["severity"], string>> = {
    critical: "9.5",
    high: "8.0",
    medium: "5.5",
    low: "2.0",
};

const levels = { mandatory: "error", advisory: "warning" } as const;

/** One SARIF 2.1.0 log: violations, exempted ones as suppressed, rules that were not evaluated as open. */
export function sarifReporter(write: Write): Reporter {
    const results: Result[] = [];
    return {
        begin: () => undefined,
        violation: (violation) => {
            results.push(failure(violation));
        },
        exempted: (violation, exempted) => {
            results.push({ ...failure(violation), suppressions: [suppression(exempted)] });
        },
        notEvaluated: (entry) => {
            const text = `${objectText(entry)}: not evaluated: "${entry.path}": ${entry.reason}`;
            results.push({ ...located(entry), kind: "open", level: "none", message: { text } });
        },
        end: ({ unreadable }) => {
            const log: Log = {
                $schema: schema,
                version: "2.1.0",
                runs: [
                    {
                        tool: { driver: { name: "inference-platform-policies", rules: allRules.map(descriptor) } },
                        invocations: [{ executionSuccessful: unreadable === 0 }],
                        results,
                    },
                ],
            };
            write(`${JSON.stringify(log, undefined, 2)}\n`);
        },
    };
}

function descriptor(rule: Rule): ReportingDescriptor {
    const { name, description, remediation, link, severity, group, enforcementLevel } = rule;
    return {
        id: name,
        shortDescription: { text: description },
        help: { text: remediation },
        helpUri: link,
        defaultConfiguration: { level: enforcementLevel === "advisory" ? "warning" : "error" },
        properties: { tags: [group], "security-severity": securitySeverity[severity] },
    };
}

function failure(violation: Located<Violation>): Result {
    return {
        ...located(violation),
        level: levels[violation.level],
        message: { text: `${objectText(violation)}: ${violation.message}` },
    };
}

const indexes = new Map(allRules.map(({ name }, i) => [name, i]));

function located(result: Located<Violation> | Located<NotEvaluated>): Omit<Result, "message"> {
    const { policy, urn, line, path } = result;
    const object = objectText(result);
    return {
        ruleId: policy,
        ruleIndex: indexes.get(policy) ?? -1,
        locations: [
            {
                physicalLocation: { artifactLocation: { uri: uriOf(fileOf(urn)) }, region: { startLine: line } },
                logicalLocations: [{ fullyQualifiedName: object }],
            },
        ],
        // The same finding on another line is the same alert.
        partialFingerprints: {
            "finding/v1": createHash("sha256")
                .update([policy, object, path ?? ""].join("\n"))
                .digest("hex"),
        },
    };
}

/** Relative to where the command runs, which is the root of the repository in CI. */
function uriOf(file: string): string {
    if (file === "-") {
        return "stdin";
    }
    return isAbsolute(file)
        ? pathToFileURL(file).href
        : file
              .replace(/^(\.[\\/])+/, "")
              .split(/[\\/]/)
              .map(encodeURIComponent)
              .join("/");
}

function suppression({ reason, until, inSource }: Exempted): NonNullable<Result["suppressions"]>[number] {
    return {
        kind: inSource ? "inSource" : "external",
        justification: until === undefined ? reason : `${reason} (until ${until})`,
    };
}
