/** Fewest and most pods. */
export interface Bounds {
    readonly min: number;
    readonly max: number;
}

/** Bounds for the pods of a version that gets `weight` percent of the requests: its share, at least one pod. */
export function boundsOf(workload: Bounds, weight: number): Bounds {
    const share = weight / 100;
    const min = Math.max(Math.min(1, workload.min), Math.ceil(workload.min * share));
    return { min, max: Math.max(min, 1, Math.ceil(workload.max * share)) };
}
