import { type MetricName } from "../../../observation/catalogue";
import { series } from "../../../observation/promql";
import { type KedaTrigger, type ScaledRelease } from "./trigger";

/**
 * What triggers ask Prometheus. Each query has one value, and tells three cases apart: a measurement; no traffic, which is
 * zero, since no request waits; and no metrics at all, which has no value, so that the fallback applies.
 */

/** How a measurement becomes a number of pods: `Value` is a limit for all of them, `AverageValue` an amount per pod. */
type MetricType = "Value" | "AverageValue";

export function prometheusTrigger(
    name: string,
    query: string,
    threshold: number,
    metricType: MetricType,
    { prometheusUrl }: ScaledRelease,
): KedaTrigger {
    return {
        type: "prometheus",
        name,
        metricType,
        metadata: prometheusQuery(prometheusUrl, query, threshold),
    };
}

/** What KEDA asks Prometheus, of pods or of runs. No value is an error: by default it counts as zero, which removes pods. */
export function prometheusQuery(serverAddress: string, query: string, threshold: number): Record<string, string> {
    return { serverAddress, query, threshold: String(threshold), ignoreNullValues: "false" };
}

/** One value over the version's series. */
export function overRelease(aggregate: "max" | "sum" | "avg", metric: MetricName, of: ScaledRelease): string {
    return `${aggregate}(${series(metric, of.release)})`;
}

/** The measurement, and zero while no request came but the servers' own metrics do. */
export function orIdle(measured: string, of: ScaledRelease): string {
    return orWithoutPods(`${measured} or 0 * max(${series("inference:measured_pods", of.release)})`, of);
}

/** The measurement, and zero without pods where that is as intended: nothing is then there to be scraped. */
export function orWithoutPods(measured: string, { idles, release }: ScaledRelease): string {
    return idles ? `${measured} or vector(0) unless on () group(${series("up", release)})` : measured;
}
