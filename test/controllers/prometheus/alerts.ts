interface ActiveAlert {
    readonly labels: { readonly alertname: string; readonly workload?: string };
    readonly state: "pending" | "firing";
}

/** Prometheus evaluates alerts every six seconds at the pace of this tier. */
const pollMs = 1000;

/** The alerts that fire in a Prometheus, by workload. */
export class FiringAlerts {
    private firing = new Map<string, ReadonlySet<string>>();
    private readonly everFired = new Map<string, Set<string>>();
    private timer: NodeJS.Timeout | undefined;

    /** @param port of Prometheus on loopback */
    constructor(private readonly port: number) {}

    public start(): this {
        this.timer = setInterval(() => void this.poll().catch(() => undefined), pollMs);
        return this;
    }

    public stop(): void {
        clearInterval(this.timer);
    }

    /** Names of the alerts that fire for a workload now. */
    public of(workload: string): ReadonlySet<string> {
        return this.firing.get(workload) ?? new Set();
    }

    /** Names of all alerts that have fired for a workload. */
    public everOf(workload: string): ReadonlySet<string> {
        return this.everFired.get(workload) ?? new Set();
    }

    /** The first value of an answer; NaN: there is none. */
    public async ask(query: string): Promise<number> {
        const parameters = new URLSearchParams({ query }).toString();
        const response = await fetch(`http://127.0.0.1:${this.port}/api/v1/query?${parameters}`);
        const { data } = (await response.json()) as {
            readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
        };
        return Number(data?.result[0]?.value[1] ?? NaN);
    }

    private async poll(): Promise<void> {
        const response = await fetch(`http://127.0.0.1:${this.port}/api/v1/alerts`);
        const { data } = (await response.json()) as { readonly data: { readonly alerts: readonly ActiveAlert[] } };
        const firing = new Map<string, Set<string>>();
        for (const { labels, state } of data.alerts) {
            const { alertname, workload } = labels;
            if (state === "firing" && workload !== undefined) {
                [firing, this.everFired].forEach((all) =>
                    all.set(workload, (all.get(workload) ?? new Set()).add(alertname)),
                );
            }
        }
        this.firing = firing;
    }
}
