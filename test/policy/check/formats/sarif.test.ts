import assert from "node:assert/strict";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import Ajv from "ajv-draft-04";
import { type Log, type Result } from "sarif";
import { sarifReporter } from "../../../../policy/check/formats/sarif";
import { type Located } from "../../../../policy/check/report";
import { type Violation } from "../../../../policy/model/resource";
import { allRules } from "../../../../policy/rules";
import { mandatory, nothingFound, oneOfEach, written } from "../../../support/policy/results";

// The schema is written in a style that Ajv's strict mode rejects, and one of its patterns is not a Unicode pattern.
const valid = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(schema);

function log(text: string): Log {
    const parsed = JSON.parse(text) as Log;
    assert.ok(valid(parsed), JSON.stringify(valid.errors?.slice(0, 3), undefined, 2));
    return parsed;
}

function resultOf(violation: Located<Violation>): Result {
    const text = written(sarifReporter, (reporter) => {
        reporter.violation(violation);
        reporter.end(nothingFound);
    });
    return log(text).runs[0]!.results![0]!;
}

function fingerprint(violation: Located<Violation>): string | undefined {
    return resultOf(violation).partialFingerprints?.["finding/v1"];
}

describe("sarifReporter", () => {
    it("writes a log that SARIF's schema accepts, with results or without", () => {
        const [run] = log(oneOfEach(sarifReporter)).runs;
        assert.equal(run?.results?.length, 4);
        assert.equal(run.invocations?.[0]?.executionSuccessful, false);
        const empty = log(written(sarifReporter, (reporter) => reporter.end(nothingFound)));
        assert.deepEqual(empty.runs[0]?.results, []);
    });

    it("is judged by a schema that notices a wrong log", () => {
        const parsed = JSON.parse(oneOfEach(sarifReporter)) as Log;
        parsed.runs[0]!.results![0]!.level = "mandatory" as never;
        assert.equal(valid(parsed), false);
    });

    it("puts each result on its line, under its rule, with the object and how binding it is", () => {
        const [run] = log(oneOfEach(sarifReporter)).runs;
        const shown = run!.results!.map(({ ruleId, ruleIndex, level, kind, locations, suppressions }) => [
            ruleId,
            run!.tool.driver.rules![ruleIndex!]!.id === ruleId,
            level,
            kind,
            locations![0]!.physicalLocation!.artifactLocation!.uri,
            locations![0]!.physicalLocation!.region!.startLine,
            locations![0]!.logicalLocations![0]!.fullyQualifiedName,
            suppressions,
        ]);
        const place = (line: number) => ["pods.yaml", line, "Pod app in ml"];
        const suppression = { kind: "inSource", justification: "vendor image under test (until 2027-01-31)" };
        assert.deepEqual(shown, [
            ["limits-requests-and-limits", true, "error", undefined, ...place(9), undefined],
            ["availability-bare-pods", true, "warning", undefined, ...place(7), undefined],
            ["limits-overcommit", true, "error", undefined, ...place(9), [suppression]],
            ["availability-service-targets", true, "none", "open", ...place(7), undefined],
        ]);
    });

    it("describes every rule with its reason, its remedy and a link", () => {
        const rules = log(oneOfEach(sarifReporter)).runs[0]!.tool.driver.rules!;
        assert.deepEqual(
            rules.map(({ id, shortDescription, help, helpUri }) => [id, shortDescription?.text, help?.text, helpUri]),
            allRules.map(({ name, description, remediation, link }) => [name, description, remediation, link]),
        );
    });

    it("keeps the identity of a finding that only moves to another line", () => {
        assert.equal(fingerprint(mandatory), fingerprint({ ...mandatory, line: 90 }));
        assert.notEqual(fingerprint(mandatory), fingerprint({ ...mandatory, path: "spec.containers[1].resources" }));
    });

    it("writes paths as URIs", () => {
        const uri = (file: string) =>
            resultOf({ ...mandatory, urn: `${file}#1` }).locations![0]!.physicalLocation!.artifactLocation!.uri;
        assert.equal(uri("./charts/my app/a#b.yaml"), "charts/my%20app/a%23b.yaml");
        assert.equal(uri("/tmp/a b.yaml"), "file:///tmp/a%20b.yaml");
        assert.equal(uri("-"), "stdin");
    });
});
