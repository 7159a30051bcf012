import assert from "node:assert/strict";
import { type Counts, jsonReporter, textReporter, wrap } from "../../../policy/check/report";
import { type Violation } from "../../../policy/model/resource";

const violation: Violation = {
    urn: "pods.yaml#0",
    type: "kubernetes:core/v1:Pod",
    name: "",
    policy: "limits-present",
    group: "limits",
    level: "advisory",
    message: "the container has no memory limit",
    object: { kind: "Pod", name: "app", namespace: "ml" },
} as unknown as Violation;
const none: Counts = { objects: 1, mandatory: 0, advisory: 0, notEvaluated: 0, unreadable: 0 };

function written(report: (write: (text: string) => void) => void): string {
    let text = "";
    report((part) => (text += part));
    return text;
}

describe("jsonReporter", () => {
    it("writes one array, whether there are violations or none", () => {
        const empty = written((write) => {
            const reporter = jsonReporter(write);
            reporter.begin();
            reporter.end(none);
        });
        assert.deepEqual(JSON.parse(empty), []);
        const two = written((write) => {
            const reporter = jsonReporter(write);
            reporter.begin();
            reporter.violation(violation);
            reporter.violation({ ...violation, object: { ...violation.object, namespace: undefined } } as Violation);
            reporter.end({ ...none, advisory: 2 });
        });
        const [first, second] = JSON.parse(two) as Record<string, unknown>[];
        assert.deepEqual(first, {
            file: "pods.yaml",
            kind: "Pod",
            namespace: "ml",
            name: "app",
            policy: "limits-present",
            check: "limits-present",
            level: "advisory",
            message: "the container has no memory limit",
        });
        assert.equal(second?.namespace, null);
    });
});

describe("textReporter", () => {
    it("names an object once for all its violations, and counts at the end", () => {
        const text = written((write) => {
            const reporter = textReporter(write, { width: 80, color: false });
            reporter.violation(violation);
            reporter.violation({ ...violation, policy: "limits-overcommit" });
            reporter.notEvaluated({
                ...violation,
                path: "spec",
                reason: "is not known yet",
            });
            reporter.end({ ...none, advisory: 2, notEvaluated: 1, unreadable: 2 });
        });
        assert.equal(text.split("pods.yaml: Pod app in ml").length, 2);
        assert.match(text, /\n {2}not evaluated limits-present\n {4}"spec": is not known yet\n/);
        assert.match(
            text,
            /\n1 object judged, 2 violations \(0 mandatory, 2 advisory\), 1 not evaluated, 2 documents unreadable\n$/,
        );
    });
});

describe("wrap", () => {
    it("breaks between words and keeps long ones whole", () => {
        assert.deepEqual(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert.deepEqual(wrap("a bbbbbbbbbb c", 5), ["a", "bbbbbbbbbb", "c"]);
        assert.deepEqual(wrap("", 5), []);
    });
});
