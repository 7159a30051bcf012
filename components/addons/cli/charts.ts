import { type Chart, charts } from "../charts";

/** `npm run charts`: the table of pinned charts. */
const header = ["release", "chart", "version", "runs", "namespace", "repository"];
const rows = Object.entries<Chart>(charts).map(([release, chart]) => [
    release,
    chart.chart,
    chart.version,
    chart.appVersion,
    chart.namespace,
    chart.repository,
]);
const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));

for (const row of [header, ...rows]) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join("  ").trimEnd()}\n`);
}
