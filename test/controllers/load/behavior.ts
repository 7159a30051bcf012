/** What callers ask of a workload, shared among its pods as the mesh's routes say. */
export interface Demand {
    /** Requests per second. */
    readonly requests: number;
    /** Requests per second that somebody sends to the preview of a blue-green workload, to try its new version. */
    readonly preview: number;
    /** Requests that wait in all servers together. */
    readonly waiting: number;
    /** CPU that the requests take in all, in requests of one pod: 2.1 keeps three pods at 70 %. */
    readonly cpu: number;
    /** Memory in all, in requests of one pod. */
    readonly memory: number;
    /** Work of GPUs in all, in whole GPUs. */
    readonly gpu: number;
    /** Gauges that servers report beside the contract's, by name: their sum over all pods. */
    readonly own: Readonly<Record<string, number>>;
}

/** How a version of a server answers. */
export interface Behavior {
    /** Time of a prediction in milliseconds, without waiting. */
    readonly latencyMs: number;
    /** What each request that waits before it adds, in milliseconds. */
    readonly waitMs: number;
    /** Share of requests that it fails. */
    readonly errors: number;
    /** Share of right predictions; undefined: no outcome is known. */
    readonly accuracy: number | undefined;
    /** Whether the server's own metrics reach the page that is scraped. */
    readonly measured: boolean;
    /** Share of its predictions with a score in each tenth, lowest first; undefined: it reports no scores. */
    readonly scores?: readonly number[];
    /** Seconds from one restart of its container to the next; undefined: it does not restart. */
    readonly restartsEvery?: number;
}

export const quiet: Demand = { requests: 0, preview: 0, waiting: 0, cpu: 0, memory: 0.2, gpu: 0, own: {} };
export const good: Behavior = { latencyMs: 100, waitMs: 50, errors: 0, accuracy: 0.95, measured: true };
