import assert from "node:assert/strict";
import { junitReporter } from "../../../../policy/check/formats/junit";
import { mandatory, nothingFound, oneOfEach, written } from "../../../support/policy/results";

describe("junitReporter", () => {
    it("writes a test per result, and a passed one per rule that found nothing", () => {
        assert.equal(
            oneOfEach(junitReporter),
            [
                '<?xml version="1.0" encoding="UTF-8"?>',
                '<testsuites tests="4" failures="1" errors="2" skipped="3">',
                '  <testsuite name="policies" tests="4" failures="1" errors="2" skipped="3">',
                '    <testcase classname="pods.yaml" name="limits-requests-and-limits: Pod app in ml" file="pods.yaml" line="9"><failure type="mandatory" message="the container has no memory limit:&#10;50% of nodes, for example">pods.yaml:9: the container has no memory limit:&#10;50% of nodes, for example</failure></testcase>',
                '    <testcase classname="pods.yaml" name="availability-bare-pods: Pod app in ml" file="pods.yaml" line="7"><skipped message="advisory: use a &quot;Deployment&quot; &amp; not &lt;Pod&gt;"/></testcase>',
                '    <testcase classname="pods.yaml" name="limits-overcommit: Pod app in ml" file="pods.yaml" line="9"><skipped message="exempted until 2027-01-31: vendor image under test"/></testcase>',
                '    <testcase classname="pods.yaml" name="availability-service-targets: Pod app in ml" file="pods.yaml" line="7"><skipped message="not evaluated: &quot;spec.selector&quot;: pods of a chart are not known"/></testcase>',
                "  </testsuite>",
                "</testsuites>",
                "",
            ].join("\n"),
        );
        const passed = written(junitReporter, (reporter) => reporter.end(nothingFound));
        assert.equal(passed.match(/<testcase classname="policies" name="[a-z-]+"\/>/g)?.length, 4);
    });

    it("writes only characters that XML allows", () => {
        const text = written(junitReporter, (reporter) => {
            reporter.violation({ ...mandatory, message: "a\u0000b\u001bc\ud800d\uffffe" });
            reporter.end(nothingFound);
        });
        assert.ok(text.includes('message="a\ufffdb\ufffdc\ufffdd\ufffde"'), text);
    });
});
