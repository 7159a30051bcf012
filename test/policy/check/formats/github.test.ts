import assert from "node:assert/strict";
import { githubReporter } from "../../../../policy/check/formats/github";
import { mandatory, nothingFound, oneOfEach, written } from "../../../support/policy/results";

describe("githubReporter", () => {
    it("writes a command per result that GitHub shows on its line, and the summary", () => {
        assert.deepEqual(oneOfEach(githubReporter).split("\n"), [
            "::error file=pods.yaml,line=9,title=limits-requests-and-limits::Pod app in ml: the container has no memory limit:%0A50%25 of nodes, for example",
            '::warning file=pods.yaml,line=7,title=availability-bare-pods::Pod app in ml: use a "Deployment" & not <Pod>',
            "::notice file=pods.yaml,line=9,title=limits-overcommit::Pod app in ml: exempted until 2027-01-31: vendor image under test",
            '::notice file=pods.yaml,line=7,title=availability-service-targets::Pod app in ml: not evaluated: "spec.selector": pods of a chart are not known',
            "1 object judged by 4 rules, 2 violations (1 mandatory, 1 advisory), 1 exempted, 1 not evaluated, 2 documents unreadable",
            "",
        ]);
    });

    it("lets no name of a file or object write a command of its own", () => {
        const object = { ...mandatory.object!, name: "x\n::set-output name=a::b" };
        const text = written(githubReporter, (reporter) => {
            reporter.violation({ ...mandatory, object, urn: "a,b:c\n::error::x#1" });
            reporter.end(nothingFound);
        });
        assert.equal(text.split("\n").filter((line) => line.startsWith("::")).length, 1, text);
        assert.ok(text.startsWith("::error file=a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax,line=9,"), text);
    });
});
