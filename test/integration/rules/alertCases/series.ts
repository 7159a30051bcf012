import { type InputSeries, type Rule } from "../promtool";

/** When an alert fires, on series on both sides of its figures. */
export interface AlertCase {
    /** Labels that tell the series apart in the answer. */
    readonly by: readonly string[];
    /** Beyond the figure, not quite beyond it, and beyond it where the alert must not look. */
    readonly series: readonly InputSeries[];
    /** What fires, by the labels of `by`. */
    readonly fires: readonly Readonly<Record<string, string>>[];
    /** Seconds until the condition holds, for rates and for series that begin well. Default: 0. */
    readonly begins?: number;
    /** Seconds at which the condition does not hold for reasons of their own, beside just before it begins. Default: none. */
    readonly silentAt?: readonly number[];
    /** Seconds between samples and between evaluations. Default: 15. */
    readonly step?: number;
    /** Alerts that fire while nothing is scraped. Default: none. */
    readonly firesWithoutData?: true;
}

/** The cases of one file of alerts, by alert. */
export type AlertCases = Readonly<Record<string, (rule: Rule) => AlertCase>>;

export type Labels = Readonly<Record<string, string>>;

export const day = 86_400;

/** Seconds per sample where a case spans days. */
export const coarse = 300;

/** A series in promtool's notation. */
export function of(name: string, labels: Labels, values: string): InputSeries {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return { series: `${name}{${matchers.join(", ")}}`, values };
}

/** A value that stays. */
export function steady(value: number, samples = 2000): string {
    return `${value}+0x${samples}`;
}

/** A counter that grows by as much per second. */
export function growing(perSecond: number, step = 15, samples = 2000): string {
    return `0+${perSecond * step}x${samples}`;
}

/** The value of a label in the expression of a rule, or the first of several: what the rule looks at. */
export function watched({ expr }: Rule, label: string): string {
    const value = new RegExp(`[{ ]${label}=~?"([^"|]*)`).exec(expr)?.[1];
    if (value === undefined) {
        throw new Error(`no matcher for "${label}" in ${expr}`);
    }
    return value;
}

/** A counter that stands still for one label value and grows for the other. */
export function growth(metric: string, label: string, labels: Labels = {}): InputSeries[] {
    return [
        of(metric, { ...labels, [label]: "bad" }, growing(1)),
        of(metric, { ...labels, [label]: "good" }, steady(7)),
    ];
}
