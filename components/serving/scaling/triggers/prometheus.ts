import { type MetricName } from "../../observation/catalogue";
import { series } from "../../observation/promql";
import { type KedaTrigger, type ScaledRelease } from "./trigger";

/**
 * What triggers ask Prometheus. Each query has one value, and tells three cases apart: a measurement; no traffic, which is
 * zero, since no request waits; and no metrics at all, which is no value, so that the fallback holds.
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
        metadata: {
            serverAddress: prometheusUrl,
            query,
            threshold: String(threshold),
            // By default an absent metric counts as zero, which removes pods.
            ignoreNullValues: "false",
        },
    };
}

/** One value over the version's series, and zero while the version idles. */
export function overRelease(aggregate: "max" | "sum" | "avg", metric: MetricName, of: ScaledRelease): string {
    const measured = `${aggregate}(${series(metric, of.release)})`;
    // Without pods nothing is scraped, and that is as intended where the version may have none.
    return of.idles ? `${measured} or vector(0)` : `${measured} or 0 * max(${series("up", of.release)} == 1)`;
}
