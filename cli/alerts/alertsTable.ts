import { caseFileOf } from "./caseFiles";

/** A resource, as far as alerts are in it. */
interface WithInputs {
    readonly inputs: Readonly<Record<string, unknown>>;
}

interface Rule {
    readonly alert?: string;
    readonly expr: string;
    readonly for?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
}

/** An alarm of CloudWatch; the simulation has its inputs as the program gave them. */
interface Alarm {
    readonly alarmDescription: string;
    readonly evaluationPeriods: number;
    readonly period?: number;
    readonly metricQueries?: readonly { readonly metric?: { readonly period: number } }[];
    readonly treatMissingData: string;
    readonly tags: Readonly<Record<string, string>>;
}

const header = ["alert", "severity", "fires when", "after", "without data", "test", "runbook"];

/** From docs/runbooks to the root of the repository. */
const root = "../..";
/** Where the figures of every alarm are held. */
const alarmCases = "test/components/aws/alarms/stackAlarms.test.ts";

interface Row {
    readonly severity: string;
    readonly firesWhen: string;
    readonly after: string;
    readonly withoutData: string;
    /** File of its cases, from the root of the repository; undefined where there are none. */
    readonly test: string | undefined;
    readonly page: string;
}

/**
 * Every alert and alarm of some stacks as a table in Markdown, each once although several workloads have it, with the figures of
 * the first stack that has it: when it fires, where it is tested, and the page that says what to do.
 */
export function alertsTable(...stacks: readonly (readonly WithInputs[])[]): string {
    const rows = new Map<string, Row>();
    const add = (name: string, row: Row) => rows.set(name, rows.get(name) ?? row);
    for (const resources of stacks) {
        rulesOf(resources).forEach((rule) => rule.alert !== undefined && add(rule.alert, ruleRow(rule)));
        alarmsOf(resources).forEach((alarm) => add(alarm.tags["alarm"] ?? "", alarmRow(alarm)));
    }
    const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [header, header.map(() => "---"), ...sorted.map(([name, row]) => cells(name, row))];
    return lines.map((line) => `| ${line.join(" | ")} |\n`).join("");
}

function rulesOf(resources: readonly WithInputs[]): readonly Rule[] {
    return (
        resources
            .filter(({ inputs }) => inputs.kind === "PrometheusRule")
            .flatMap(({ inputs }) => (inputs.spec as { groups: { rules: Rule[] }[] }).groups)
            .flatMap((group) => group.rules)
            // Of several workloads the same one stands for all, whatever order the objects are created in.
            .sort((a, b) => (a.expr < b.expr ? -1 : 1))
    );
}

function alarmsOf(resources: readonly WithInputs[]): readonly Alarm[] {
    return resources
        .map(({ inputs }) => inputs as unknown as Alarm)
        .filter(({ alarmDescription, tags }) => alarmDescription !== undefined && tags["alarm"] !== undefined)
        .sort((a, b) => (a.alarmDescription < b.alarmDescription ? -1 : 1));
}

function ruleRow({ alert = "", expr, for: lasting = "0m", labels = {}, annotations = {} }: Rule): Row {
    return {
        severity: labels["severity"] ?? "",
        firesWhen: annotations["description"] ?? "",
        after: lasting,
        withoutData: expr.startsWith("absent(") ? "fires" : "silent",
        test: caseFileOf(alert),
        page: annotations["runbook_url"] ?? "",
    };
}

function alarmRow(alarm: Alarm): Row {
    const [, firesWhen = "", page = ""] = /^\w+ \(\w+\): (.*) See (\S+)$/s.exec(alarm.alarmDescription) ?? [];
    const period = alarm.period ?? alarm.metricQueries?.find(({ metric }) => metric !== undefined)?.metric?.period ?? 0;
    return {
        severity: alarm.tags["severity"] ?? "",
        firesWhen,
        after: `${(alarm.evaluationPeriods * period) / 60}m`,
        withoutData: alarm.treatMissingData === "notBreaching" ? "silent" : "notifies",
        test: alarmCases,
        page,
    };
}

function cells(name: string, { severity, firesWhen, after, withoutData, test, page }: Row): string[] {
    const file = page.split("/").at(-1) ?? "";
    return [
        name,
        severity,
        firesWhen.replaceAll("|", "\\|"),
        after,
        withoutData,
        test === undefined ? "" : `[case](${root}/${test})`,
        `[${file.replace(/\.md$/, "")}](${file})`,
    ];
}
