import { type Subject } from "../../model/subject";
import { each, noOptions, type Rule, rule } from "../../core/rule";

/** Reports a fault of a property: `"<path>" <text>`. */
export type ReportProperty = (path: string, text: string) => void;

type Definition = Omit<Rule, "group" | "scope" | "options" | "begin"> & {
    readonly judge: (subject: Subject, report: ReportProperty) => void;
};

/** A rule without options on AWS resources that can be judged one by one. */
export function awsRule({ judge, ...definition }: Definition): Rule {
    return rule({
        ...definition,
        group: "aws",
        scope: "resource",
        options: noOptions,
        begin: each((subject, run) => {
            judge(subject, (path, text) => {
                run.report(subject, { path, message: `"${path}" ${text}` });
            });
        }),
    });
}

/** Pulumi's AWS provider takes some booleans as strings. */
export function isTrue(value: unknown): boolean {
    return value === true || value === "true";
}

export function isFalse(value: unknown): boolean {
    return value === false || value === "false";
}
