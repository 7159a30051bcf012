import { html } from "../html";
import { type ReportModel } from "../model";
import { badge, filter, link, names, type Section, table } from "./section";

/** Every alert with what it means and its runbook. */
export function alerts({ alerts: all }: ReportModel): Section {
    return {
        id: "alerts",
        title: "Alerts",
        note: String(all.length),
        body: html`<p>
                What notifies people, the most severe first, and the page that says what to do. Paths of runbooks are
                those of this repository.
            </p>
            ${filter("alert-rows", "Search alerts, severities and workloads", all.length)}
            ${table(
                "Alerts",
                ["Alert", "Severity", "Fires when", "After", "Runbook"],
                all.map(
                    ({ name, severity, description, for: duration, runbook, workloads }) =>
                        html`<tr data-text="${[name, severity, ...workloads, description].join(" ")}">
                            <th scope="row">${name}</th>
                            <td>
                                ${badge(severity === "critical" ? "bad" : severity === "warning" ? "warn" : "info", severity)}
                            </td>
                            <td>
                                ${description}${workloads.length > 0 && html`<br /><span class="dim">of ${names(workloads)}</span>`}
                            </td>
                            <td>${duration}</td>
                            <td>${link(runbook, runbook.replace(/^.*\//, ""))}</td>
                        </tr>`,
                ),
                "alert-rows",
            )}`,
    };
}
