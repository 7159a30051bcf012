/** One measured figure, beside the floor that was measured in the same run. */
export interface Figure {
    readonly name: string;
    readonly value: number;
    readonly unit: string;
    readonly floor?: {
        readonly name: string;
        readonly value: number;
        /** Limit of the figure, as a multiple of the floor; default: none. */
        readonly atMost?: number | undefined;
    };
    /** Lower limit in the figure's own unit; default: none. */
    readonly atLeast?: number;
    /** Upper limit in the figure's own unit; default: none. */
    readonly atMost?: number;
}

/** Whether the figure is within its limit. */
export function held({ value, floor, atLeast, atMost }: Figure): boolean {
    const underCeiling = floor?.atMost === undefined || value <= floor.value * floor.atMost;
    return underCeiling && (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}

/** The figure on one line: value, floor, their ratio, the limit. */
export function figureLine(figure: Figure): string {
    const { name, value, unit, floor, atLeast, atMost } = figure;
    const parts = [`${name}: ${rounded(value)} ${unit}`];
    if (floor !== undefined) {
        parts.push(`${floor.name}: ${rounded(floor.value)} ${unit}`, `${rounded(value / floor.value)} times`);
    }
    const limits = [
        ...(floor?.atMost === undefined ? [] : [`at most ${floor.atMost} times`]),
        ...(atLeast === undefined ? [] : [`at least ${rounded(atLeast)} ${unit}`]),
        ...(atMost === undefined ? [] : [`at most ${rounded(atMost)} ${unit}`]),
    ];
    if (limits.length > 0) {
        parts.push(`${limits.join(", ")}: ${held(figure) ? "held" : "NOT HELD"}`);
    }
    return parts.join("; ");
}

function rounded(value: number): string {
    return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
