import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { autoscalerOf, externalMetricName, type ScaledObject, type Trigger } from "./autoscaler";
import { ensureTool } from "./tools";

/** What a week with a burst every noon comes to. It ranks settings; a cluster's own figures differ. */
export interface Week {
    /** How often pods were removed. */
    readonly scaleDowns: number;
    /** A GPU per pod, from its creation on. */
    readonly gpuHours: number;
    /** Share of requests answered within 2 s. */
    readonly quick: number;
}

/** What a query answers, as far as the model of the workload has it (`autoscaler-week/signals.go`). */
interface Measure {
    readonly signal: "requests" | "queue" | "gpu" | "latency";
    /** Seconds that the recording rule looks back on. Default: the last scrape. */
    readonly windowSeconds?: number;
    /** Highest value of one reading. Default: any. */
    readonly atMost?: number;
    /** Zero while nothing waits. Default: no. */
    readonly whileWaiting?: boolean;
}

const days = 7;

/** Recorded series by what the model has instead. */
const recorded: readonly (readonly [metric: RegExp, measure: Measure])[] = [
    [/^sum\(inference:requests:rate1m\{[^}]*\}\)/, { signal: "requests", windowSeconds: 60 }],
    [/^sum\(inference:queue_depth\{[^}]*\}\)/, { signal: "queue" }],
    [/^avg\(inference:gpu_utilization\{[^}]*\}\)/, { signal: "gpu" }],
    [/^max\(inference:latency_seconds:p95_1m\{[^}]*\}\)/, { signal: "latency", windowSeconds: 60 }],
    [/^max\(inference:latency_seconds:p95\{[^}]*\}\)/, { signal: "latency", windowSeconds: 300 }],
];

/** Kubernetes' own autoscaler, in virtual time, with a ScaledObject's bounds, triggers and behavior. */
export async function weekOf(scaler: ScaledObject): Promise<Week> {
    const measures = scaler.spec.triggers.map((trigger, i) => [externalMetricName(trigger, i), measureOf(trigger)]);
    const program = spawn(await ensureTool("autoscaler-week"), { stdio: "pipe" });
    program.stdin.end(
        JSON.stringify({ days, autoscaler: autoscalerOf(scaler), measures: Object.fromEntries(measures) as object }),
    );
    const exit = new Promise((resolve, reject) => program.once("error", reject).once("close", resolve));
    const [output, complaint, code] = await Promise.all([text(program.stdout), text(program.stderr), exit]);
    if (code !== 0) {
        throw new Error(`autoscaler-week: ${complaint}`);
    }
    return JSON.parse(output) as Week;
}

/** @throws Error for a query that the model would not answer as Prometheus does */
export function measureOf({ name = "", metadata = {} }: Trigger): Measure {
    const { query = "" } = metadata;
    const [, capped, cap, rest = ""] = /^clamp_max\((.*\}\)), ([\d.]+)\)(.*)$/.exec(query) ?? [];
    const whole = capped === undefined ? query : `${capped}${rest}`;
    const [metric, measure] = recorded.find(([pattern]) => pattern.test(whole)) ?? [];
    if (metric === undefined || measure === undefined) {
        throw new Error(`the model of a week knows no answer to the query of trigger "${name}": ${query}`);
    }
    const waits = /^ unless on \(\) sum\(inference:queue_depth\{[^}]*\}\) < 1/;
    const condition = whole.replace(metric, "");
    // Servers are always measured in the model.
    const unknown = condition.replace(waits, "").replace(/^ or 0 \* max\(inference:measured_pods\{[^}]*\}\)$/, "");
    if (unknown !== "") {
        throw new Error(`the model of a week does not know "${unknown}" in the query of trigger "${name}"`);
    }
    return {
        ...measure,
        ...(cap !== undefined && { atMost: Number(cap) }),
        ...(waits.test(condition) && { whileWaiting: true }),
    };
}

/** One line per setting, for the end of a run and for the docs. */
export function tableOf(weeks: ReadonlyMap<string, Week>): readonly string[] {
    return [
        "| triggers | scale-downs | GPU-hours | requests within 2 s |",
        "|---|---|---|---|",
        ...[...weeks].map(
            ([name, { scaleDowns, gpuHours, quick }]) =>
                `| ${name} | ${scaleDowns} | ${Math.round(gpuHours)} | ${(quick * 100).toFixed(1)} % |`,
        ),
    ];
}
