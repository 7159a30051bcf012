import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { type AlertSeverity } from "../../config/alerts";

/** A group of rules, as the Prometheus operator reads it. */
export type RuleGroup = NonNullable<NonNullable<IPrometheusRule["spec"]>["groups"]>[number];

/** An alert of Prometheus. */
export interface Alert {
    /** In CamelCase, as Prometheus' own are. */
    readonly name: string;
    /** PromQL that has a value while something is wrong. */
    readonly expr: string;
    /** How long it must be so, as Prometheus writes durations: `10m`. */
    readonly for: string;
    readonly severity: AlertSeverity;
    /** One line, for a list of alerts; labels as `{{ $labels.name }}`. */
    readonly summary: string;
    /** What it means for users, with the figures that it fires at. */
    readonly description: string;
    /** Page below `docs/runbooks`, without `.md`. */
    readonly runbook: string;
    /** What it does while none of its metrics arrive. */
    readonly noData: "silent" | "fires";
    /** Labels beside the severity and those of the expression. Default: none. */
    readonly labels?: Readonly<Record<string, string>>;
}

/** Where the pages of docs/runbooks are found when a stack file names no address. */
export const runbookPaths = "docs/runbooks";

/** Where a page of docs/runbooks is, below an address or a path. */
export function runbookAddress(runbooks: string, page: string): string {
    return `${runbooks.replace(/\/+$/, "")}/${page}.md`;
}

/**
 * A group of alerting rules.
 *
 * @param runbooks where the pages of docs/runbooks are: an address or a path
 */
export function alertGroup(name: string, alerts: readonly Alert[], runbooks: string): RuleGroup {
    return {
        name,
        rules: alerts.map(({ name: alert, expr, for: lasting, severity, summary, description, runbook, labels }) => ({
            alert,
            expr,
            for: lasting,
            labels: { severity, ...labels },
            annotations: { summary, description, runbook_url: runbookAddress(runbooks, runbook) },
        })),
    };
}
