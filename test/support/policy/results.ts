import { type Reporter, type Summary, type Write } from "../../../policy/check/report";
import { type Located } from "../../../policy/check/report";
import { type NotEvaluated, type Violation } from "../../../policy/model/resource";

/** An advisory violation on line 7 of `pods.yaml`. */
export const violation: Located<Violation> = {
    urn: "pods.yaml#3",
    line: 7,
    type: "kubernetes:core/v1:Pod",
    name: "",
    policy: "availability-bare-pods",
    group: "availability",
    level: "advisory",
    path: "kind",
    message: 'use a "Deployment" & not <Pod>',
    object: { apiVersion: "v1", kind: "Pod", name: "app", namespace: "ml" },
};

export const mandatory: Located<Violation> = {
    ...violation,
    line: 9,
    policy: "limits-requests-and-limits",
    group: "limits",
    level: "mandatory",
    path: "spec.containers[0].resources",
    message: "the container has no memory limit:\n50% of nodes, for example",
};

const notEvaluated: Located<NotEvaluated> = {
    ...violation,
    policy: "availability-service-targets",
    path: "spec.selector",
    reason: "pods of a chart are not known",
};

/** One object, judged by four rules that found nothing. */
export const nothingFound: Summary = {
    coverage: {
        seen: 1,
        judged: 1,
        rules: [
            "availability-bare-pods",
            "availability-service-targets",
            "limits-overcommit",
            "limits-requests-and-limits",
        ],
    },
    byRule: [],
    mandatory: 0,
    advisory: 0,
    exempted: 0,
    notEvaluated: 0,
    unreadable: 0,
};

const exempted = { reason: "vendor image under test", until: "2027-01-31", inSource: true };

/** What a reporter writes for one result of every sort. */
export function oneOfEach(reporter: (write: Write) => Reporter): string {
    return written(reporter, (report) => {
        report.violation(mandatory);
        report.violation(violation);
        report.exempted({ ...mandatory, policy: "limits-overcommit" }, exempted);
        report.notEvaluated(notEvaluated);
        const byRule = [violation, mandatory].map(({ policy, level }) => ({ policy, level, count: 1 }));
        report.end({ ...nothingFound, byRule, mandatory: 1, advisory: 1, exempted: 1, notEvaluated: 1, unreadable: 2 });
    });
}

/** What a reporter writes between its begin and what the test calls. */
export function written(reporter: (write: Write) => Reporter, report: (reporter: Reporter) => void): string {
    let text = "";
    const made = reporter((part) => (text += part));
    made.begin();
    report(made);
    return text;
}
