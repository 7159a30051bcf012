import { obj, str } from "../../policy/model/read";
import { type ClusterObject, objectsIn, ofKind } from "./objects";

/** An alert; one that every workload has is listed once. */
export interface AlertFacts {
    readonly name: string;
    readonly severity: string;
    readonly description: string;
    /** How long it must hold before it fires, as Prometheus writes it. */
    readonly for: string;
    readonly runbook: string;
    /** Workloads that have it; empty: an alert of the platform. */
    readonly workloads: readonly string[];
}

const severities = ["critical", "warning", "info"];

/** All alerts, the most severe first. */
export function alerts(objects: readonly ClusterObject[]): AlertFacts[] {
    const found = new Map<string, AlertFacts>();
    const rules = ofKind(objects, "PrometheusRule")
        .flatMap(({ spec }) => objectsIn(spec.groups))
        .flatMap(({ rules: recorded }) => objectsIn(recorded));
    for (const { alert, labels, annotations, for: duration } of rules) {
        const name = str(alert);
        if (name !== undefined) {
            const { severity, workload } = obj(labels) ?? {};
            const { description, summary, runbook_url: runbook } = obj(annotations) ?? {};
            const before = found.get(name);
            found.set(name, {
                name,
                severity: str(severity) ?? "",
                description: before?.description ?? str(description) ?? str(summary) ?? "",
                for: str(duration) ?? "0m",
                runbook: str(runbook) ?? "",
                workloads: [
                    ...new Set([
                        ...(before?.workloads ?? []),
                        ...(str(workload) === undefined ? [] : [str(workload) ?? ""]),
                    ]),
                ],
            });
        }
    }
    const rank = ({ severity }: AlertFacts) => severities.indexOf(severity);
    return [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
