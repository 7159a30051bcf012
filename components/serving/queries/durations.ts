const secondsPer: Readonly<Record<string, number>> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
    w: 604_800,
    y: 31_536_000,
};

/** Seconds of a duration such as `1h30m`; undefined where the text is anything else, such as a sum of two. */
export function secondsOf(text: string): number | undefined {
    if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) {
        return undefined;
    }
    return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
        (total, [, count, unit]) => total + Number(count) * (secondsPer[unit ?? ""] ?? 0),
        0,
    );
}
