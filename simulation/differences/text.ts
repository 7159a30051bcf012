import { count, paint, type TextStyle, usd, wrap } from "../output/text";
import { shortType } from "../output/tree";
import { type Differences, type FieldChange, type ResourceRef } from "./compare";

/** Longest value that is shown in full. */
const longest = 120;

/** Differences for a terminal: one line per resource, and one per field. */
export function differenceLines(differences: Differences, against: string, style: TextStyle): string[] {
    const { added, removed, changed } = differences;
    return [
        ...wrap(`Differences against ${against}: ${differenceCounts(differences)}`, "", "  ", style.width),
        ...costDifference(differences).flatMap((line) => wrap(line, "  ", "    ", style.width)),
        ...added.map((resource) => `  ${paint(style, "green", "+")} ${resourceText(resource)}`),
        ...removed.map((resource) => `  ${paint(style, "red", "-")} ${resourceText(resource)}`),
        ...changed.flatMap(({ fields, ...resource }) => [
            `  ${paint(style, "yellow", "~")} ${resourceText(resource)}`,
            ...fields.flatMap((field) => wrap(fieldText(field), "      ", "        ", style.width)),
        ]),
    ];
}

/** The same for a block of GitHub that colors added, removed and changed resources by the first character of their line. */
export function differenceDiff(differences: Differences): string {
    const { added, removed, changed } = differences;
    return [
        ...costDifference(differences),
        ...removed.map((resource) => `- ${resourceText(resource)}`),
        ...added.map((resource) => `+ ${resourceText(resource)}`),
        ...changed.flatMap(({ fields, ...resource }) => [
            `! ${resourceText(resource)}`,
            ...fields.map((field) => `    ${fieldText(field)}`),
        ]),
    ].join("\n");
}

/** `2 added, 1 removed, 3 changed, 100 unchanged`. */
export function differenceCounts({ added, removed, changed, unchanged }: Differences): string {
    return added.length + removed.length + changed.length === 0
        ? `none in ${count(unchanged, "resource")}`
        : `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged`;
}

/** A sentence on the cost, where it differs. */
export function costDifference({ cost }: Differences): string[] {
    if (cost === undefined) {
        return [];
    }
    const { before, after } = cost;
    const parts = [
        ...(before.withoutLoad === after.withoutLoad
            ? []
            : [`${usd(before.withoutLoad)} → ${usd(after.withoutLoad)} without load`]),
        ...(before.atMaximum === after.atMaximum
            ? []
            : [`${usd(before.atMaximum)} → ${usd(after.atMaximum)} with everything at its maximum`]),
    ];
    return parts.length === 0 ? [] : [`cost a month: ${parts.join(", ")}`];
}

/** `Deployment object-detection-v1`. */
export function resourceText({ type, name }: ResourceRef): string {
    return `${shortType(type)} ${name}`;
}

/** `spec.replicas: 3 → 5`. */
export function fieldText({ path, before, after }: FieldChange): string {
    const [old, present] = shownValues(before, after);
    return `${path}: ${old} → ${present}`;
}

/** Both values of a field in a few words each: of texts with many lines, the lines that differ. */
export function shownValues(before: unknown, after: unknown): readonly [string, string] {
    if (typeof before === "string" && typeof after === "string" && `${before}${after}`.includes("\n")) {
        const [old, present] = differingLines(before.split("\n"), after.split("\n"));
        return [valueText(old), valueText(present)];
    }
    return [valueText(before), valueText(after)];
}

function valueText(value: unknown): string {
    if (value === undefined) {
        return "(not set)";
    }
    const text = JSON.stringify(value);
    return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

function differingLines(before: readonly string[], after: readonly string[]): readonly [string, string] {
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) {
        start += 1;
    }
    let end = 0;
    const most = Math.min(before.length, after.length) - start;
    while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) {
        end += 1;
    }
    const middle = (lines: readonly string[]) => lines.slice(start, lines.length - end).join("\n");
    return [middle(before), middle(after)];
}
