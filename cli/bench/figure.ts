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
}

/** Whether the figure is within its limit. */
export function held({ value, floor, atLeast }: Figure): boolean {
    const underCeiling = floor?.atMost === undefined || value <= floor.value * floor.atMost;
    return underCeiling && (atLeast === undefined || value >= atLeast);
}

/** The figure on one line: value, floor, their ratio, the limit. */
export function figureLine(figure: Figure): string {
    const { name, value, unit, floor, atLeast } = figure;
    const parts = [`${name}: ${rounded(value)} ${unit}`];
    if (floor !== undefined) {
        parts.push(`${floor.name}: ${rounded(floor.value)} ${unit}`, `${rounded(value / floor.value)} times`);
    }
    const limit = floor?.atMost === undefined ? atLeast : floor.atMost;
    if (limit !== undefined) {
        const words = floor?.atMost === undefined ? `at least ${rounded(limit)} ${unit}` : `at most ${limit} times`;
        parts.push(`${words}: ${held(figure) ? "held" : "NOT HELD"}`);
    }
    return parts.join("; ");
}

function rounded(value: number): string {
    return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
