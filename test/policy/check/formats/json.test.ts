import assert from "node:assert/strict";
import { jsonReporter } from "../../../../policy/check/formats/json";
import { nothingFound, oneOfEach, violation, written } from "../../../support/policy/results";

describe("jsonReporter", () => {
    it("writes one array, whether there are violations or none", () => {
        assert.deepEqual(JSON.parse(written(jsonReporter, (reporter) => reporter.end(nothingFound))), []);
        const found = JSON.parse(oneOfEach(jsonReporter)) as Record<string, unknown>[];
        assert.deepEqual(
            found.map(({ policy }) => policy),
            ["limits-requests-and-limits", "availability-bare-pods"],
        );
        assert.deepEqual(found[1], {
            file: "pods.yaml",
            line: 7,
            kind: "Pod",
            namespace: "ml",
            name: "app",
            policy: "availability-bare-pods",
            check: "availability-bare-pods",
            level: "advisory",
            message: 'use a "Deployment" & not <Pod>',
        });
    });

    it("writes null for the namespace of an object without one", () => {
        const { namespace: _, ...object } = violation.object!;
        const text = written(jsonReporter, (reporter) => {
            reporter.violation({ ...violation, object });
            reporter.end(nothingFound);
        });
        assert.equal((JSON.parse(text) as Record<string, unknown>[])[0]?.namespace, null);
    });
});
