/** Size of an Auto Scaling group that exists. */
export interface LiveSize {
    readonly min: number;
    readonly max: number;
    /** Nodes that Cluster Autoscaler has requested. */
    readonly desired: number;
}

/** Size of a node group in an update. */
export interface Scaling {
    readonly desiredSize: number;
    /** Whether the recorded size stays, whatever it is. */
    readonly keepsRecorded: boolean;
}

/**
 * Desired size of a node group. Cluster Autoscaler owns it, so it is left alone, but EKS takes minimum, maximum and desired size
 * together: with a new minimum or maximum goes the number of nodes that run, or busy nodes would be terminated down to the size
 * that was recorded when the group was created.
 *
 * @param live the group as it is; absent before it exists
 */
export function scalingOf({ min, max }: { readonly min: number; readonly max: number }, live?: LiveSize): Scaling {
    if (live === undefined || (live.min === min && live.max === max)) {
        return { desiredSize: min, keepsRecorded: true };
    }
    return { desiredSize: Math.min(Math.max(live.desired, min), max), keepsRecorded: false };
}
