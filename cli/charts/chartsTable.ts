import { type Chart, charts } from "../../components/addons/charts";

const header = ["release", "chart", "version", "runs", "CRDs", "namespace", "repository"];

/** The pinned charts as a table of text, one release a line. */
export function chartsTable(): string {
    const rows = [header, ...Object.entries<Chart>(charts).map(([release, chart]) => row(release, chart))];
    const widths = header.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
    const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
    return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function row(release: string, { chart, version, appVersion, crds, namespace, repository }: Chart): string[] {
    return [release, chart, version, appVersion, crdText(appVersion, crds), namespace, repository];
}

function crdText(version: string, crds: Chart["crds"]): string {
    switch (crds) {
        case undefined:
            return "";
        case "templates":
            return `${version}, with the release`;
        case "folder":
            return `${version}, by hand`;
        default: {
            const unknown: never = crds;
            return unknown;
        }
    }
}
