import { type Chart } from "../../components/addons/definition";
import { type NamedRelease, releases } from "../../components/addons/definitions";

const header = ["release", "chart", "version", "runs", "CRDs", "namespace", "repository"];

/** The pinned charts as a table of text, one release a line. */
export function chartsTable(): string {
    const rows = [header, ...releases.map(row)];
    const widths = header.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
    const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
    return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function row({ name, chart: { chart, version, appVersion, crds, repository }, namespace }: NamedRelease): string[] {
    return [name, chart, version, appVersion, crdText(appVersion, crds), namespace.name, repository];
}

function crdText(version: string, crds: Chart["crds"]): string {
    switch (crds) {
        case undefined:
            return "";
        case "templates":
            return `${version}, with the release`;
        case "folder":
            return `${version}, by hand`;
        default:
            return crds satisfies never;
    }
}
