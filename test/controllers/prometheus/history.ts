import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type RecordedName } from "../../../components/observation/catalogue";
import { workloadNamespace } from "../names";

/** A recorded series of a workload in a time before the test: one value between two moments. */
export interface Past {
    readonly record: RecordedName;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    /** Milliseconds since 1970. */
    readonly from: number;
    readonly until: number;
    /** Whether it is zero before and after. Default: yes; no: nothing is recorded there. */
    readonly zeroAround?: boolean;
}

/** The requests that are recorded of a workload without further versions. */
export function requestsOf(workload: string): Pick<Past, "record" | "labels"> {
    const labels = { namespace: workloadNamespace, workload, version: "v1" };
    return { record: "inference:requests:rate5m", labels };
}

/** Zeros on both sides: longer than Prometheus lets a value count that no other follows. */
const aroundMs = 300_000;

/**
 * What Prometheus would have written in earlier weeks, in OpenMetrics' text format.
 *
 * @param stepMs between two samples
 */
export function historyText(past: readonly Past[], stepMs: number): string {
    const samples = past.flatMap(({ record, labels, value, from, until, zeroAround = true }) => {
        const written = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
        const margin = zeroAround ? aroundMs : 0;
        const steps = Math.ceil((until - from + 2 * margin) / stepMs);
        return Array.from({ length: steps }, (_, i) => {
            const at = from - margin + i * stepMs;
            const now = at >= from && at < until ? value : 0;
            return `${record}{${written.join(",")}} ${now} ${at / 1000}`;
        });
    });
    return [...samples, "# EOF", ""].join("\n");
}

/** Writes the past into the store of a Prometheus that has not been started. @param promtool path of the program */
export async function writeHistory(
    promtool: string,
    past: readonly Past[],
    { folder, store, stepMs }: { readonly folder: string; readonly store: string; readonly stepMs: number },
): Promise<void> {
    if (past.length === 0) {
        return;
    }
    const file = path.join(folder, "history.txt");
    writeFileSync(file, historyText(past, stepMs));
    await promisify(execFile)(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, store]);
}
