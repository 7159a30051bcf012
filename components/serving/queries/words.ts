/** What is known of a series that a query may ask for. */
export interface SeriesFacts {
    /** Counters, and the three series of a histogram, only grow. */
    readonly grows: boolean;
    readonly labels: readonly string[];
}

/** What queries of a workload's own may ask for. */
export interface Vocabulary {
    readonly series: ReadonlyMap<string, SeriesFacts>;
    /** Names of histograms, of which a query asks for one of the three series. */
    readonly histograms: ReadonlySet<string>;
    /** Whether the workload can declare metrics of its own. */
    readonly declares: boolean;
    /** Days that metrics are kept. */
    readonly retentionDays: number;
}
