import { type Breakage } from "./promises";

/** Where fields are that breakages set wrong, and how. */

export const query = ["spec", "triggers", 0, "metadata", "query"] as const;
export const threshold = ["spec", "triggers", 0, "metadata", "threshold"] as const;
export const relabelings = ["spec", "podMetricsEndpoints", 0, "relabelings"] as const;
export const behavior = ["spec", "advanced", "horizontalPodAutoscalerConfig", "behavior"] as const;
export const canary = ["spec", "strategy", "canary"] as const;
export const blueGreen = ["spec", "strategy", "blueGreen"] as const;

/** A change of a text, which must occur. */
export function replacing(from: string | RegExp, to: string): (text: string) => string {
    return (text) => text.replace(from, to);
}

/** Expression of a recording rule; each workload has one group of them. */
export function rule(record: string): (string | number)[] {
    return ["spec", "groups", 0, "rules", record, "expr"];
}

/** A field of an alert; each workload has one group of them. */
export function alertOf(name: string, field: string): Pick<Breakage, "suffix" | "path"> {
    return { suffix: "-alerts", path: ["spec", "groups", 0, "rules", name, field] };
}

export function measure(name: string, ...field: string[]): string[] {
    return ["spec", "metrics", name, ...field];
}
