/** Fewest and most pods. */
export interface Bounds {
    readonly min: number;
    readonly max: number;
}

/**
 * Bounds for the pods of a version that gets `weight` percent of the requests: its share, at least one pod. A version that gets
 * requests has two where the workload has: its share would fail while a drained node's only pod starts elsewhere.
 */
export function boundsOf(workload: Bounds, weight: number): Bounds {
    const share = weight / 100;
    const fewest = Math.min(weight > 0 ? 2 : 1, workload.min);
    const min = Math.max(fewest, Math.ceil(workload.min * share));
    return { min, max: Math.max(min, 1, Math.ceil(workload.max * share)) };
}
