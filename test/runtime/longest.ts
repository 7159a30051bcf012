/** Something that took time, for the closing lines of a tier. */
export interface Lasting {
    readonly title: string;
    readonly seconds: number;
}

/** A line for each of the `count` that took longest, the longest first. */
export function longestOf(all: readonly Lasting[], count: number): string[] {
    return [...all]
        .sort((a, b) => b.seconds - a.seconds)
        .slice(0, count)
        .map(({ title, seconds }) => `  ${Math.round(seconds)} s: ${title}`);
}
