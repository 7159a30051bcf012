import { type ServingPlan } from "../plan";

/** Pod annotation that sets the edges of the proxy's histograms. Source: istio.io/api `annotation/annotations.gen.go`. */
export const bucketsAnnotation = "sidecar.istio.io/statsHistogramBuckets";

/** Starts the names of the mesh's metrics inside the proxy; other statistics of the proxy keep their edges. */
const meshMetrics = "istiocustom";

/** Edges of the proxy's histograms without the annotation, in milliseconds (and bytes). Source: as above. */
const defaultEdges = [
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
    3_600_000,
] as const;

/** Factor between neighboring edges around a target: three edges per doubling. */
export const edgeFactor = 2 ** (1 / 3);
/** Fine edges from 1/32 of a target to 2.5 times the target. */
const fineSteps = { below: 15, above: 4 } as const;

/**
 * Edges of the latency histogram in milliseconds. A quantile is interpolated between two edges: with an edge at the target
 * the quantile lies on the same side of the target as the latencies do. The edges around it bound the error of a comparison
 * of two versions by `edgeFactor`.
 */
export function latencyEdges(targetsMs: readonly number[]): readonly number[] {
    const fine = targetsMs.flatMap((target) =>
        Array.from({ length: fineSteps.below + fineSteps.above + 1 }, (_, i) =>
            rounded(target * edgeFactor ** (i - fineSteps.below)),
        ),
    );
    const lowest = Math.min(...fine);
    const highest = Math.max(...fine);
    const coarse = defaultEdges.filter((edge) => edge < lowest || edge > highest);
    const kept = new Set<number>(targetsMs);
    for (const edge of [...fine, ...coarse]) {
        // Edges closer than half a step add series without adding precision.
        if (![...kept].some((other) => Math.abs(Math.log(edge / other)) < Math.log(edgeFactor) / 2)) {
            kept.add(edge);
        }
    }
    return [...kept].sort((a, b) => a - b);
}

/** Three significant digits: edges are labels of series. */
function rounded(edge: number): number {
    return Number(edge.toPrecision(3));
}

/** Annotation of the workload's pods; empty when nothing judges its latency. */
export function bucketAnnotations({ latencyTargetsMs }: Pick<ServingPlan, "latencyTargetsMs">): Record<string, string> {
    return latencyTargetsMs.length === 0
        ? {}
        : { [bucketsAnnotation]: JSON.stringify({ [meshMetrics]: latencyEdges(latencyTargetsMs) }) };
}
