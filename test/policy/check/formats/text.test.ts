import assert from "node:assert/strict";
import { textReporter, wrap } from "../../../../policy/check/formats/text";
import { nothingFound, oneOfEach, violation, written } from "../../../support/policy/results";

const reporter = (write: (text: string) => void) => textReporter(write, { width: 80, color: false });

describe("textReporter", () => {
    it("names an object once for all its results, each with its line, and gives the totals per rule", () => {
        assert.equal(
            oneOfEach(reporter),
            [
                "pods.yaml: Pod app in ml",
                "  mandatory limits-requests-and-limits, line 9",
                "    the container has no memory limit: 50% of nodes, for example",
                "  advisory  availability-bare-pods, line 7",
                '    use a "Deployment" & not <Pod>',
                "  exempted limits-overcommit until 2027-01-31, line 9",
                "    vendor image under test",
                "  not evaluated availability-service-targets, line 7",
                '    "spec.selector": pods of a chart are not known',
                "",
                "Violations by rule:",
                "  1 advisory  availability-bare-pods",
                "  1 mandatory limits-requests-and-limits",
                "",
                "1 object judged by 4 rules, 2 violations (1 mandatory, 1 advisory), 1 exempted, 1 not evaluated, 2 documents unreadable",
                "",
            ].join("\n"),
        );
    });

    it("says of how many objects no rule judged anything", () => {
        const coverage = { ...nothingFound.coverage, seen: 12 };
        assert.equal(
            written(reporter, ({ end }) => end({ ...nothingFound, coverage })),
            "1 of 12 objects judged by 4 rules, 0 violations\n",
        );
    });

    it("leaves the totals out where one rule has all violations", () => {
        const text = written(reporter, (report) => {
            report.violation(violation);
            const byRule = [{ policy: violation.policy, level: violation.level, count: 1 }];
            report.end({ ...nothingFound, advisory: 1, byRule });
        });
        assert.ok(!text.includes("Violations by rule"), text);
    });
});

describe("wrap", () => {
    it("breaks between words and keeps long ones whole", () => {
        assert.deepEqual(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert.deepEqual(wrap("a bbbbbbbbbb c", 5), ["a", "bbbbbbbbbb", "c"]);
        assert.deepEqual(wrap("", 5), []);
    });
});
