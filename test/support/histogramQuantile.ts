/**
 * Prometheus' `histogram_quantile` over a histogram with these edges that has counted these values: the quantile is
 * interpolated within its bucket, and is the highest edge beyond that. Source: prometheus/promql `quantile.go`, bucketQuantile.
 */
export function histogramQuantile(quantile: number, edges: readonly number[], values: readonly number[]): number {
    const rank = quantile * values.length;
    let below = 0;
    for (const [i, edge] of edges.entries()) {
        const lower = edges[i - 1] ?? 0;
        const count = values.filter((value) => value > lower && value <= edge).length;
        if (count > 0 && below + count >= rank) {
            return lower + ((edge - lower) * (rank - below)) / count;
        }
        below += count;
    }
    return edges.at(-1) ?? 0;
}
