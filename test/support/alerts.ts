import { type Simulated } from "./simulate";

/** An alert as Prometheus gets it. */
export interface RenderedAlert {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Every alert of a stack, in the order of its objects; of one workload only, with its name. */
export function alertsOf(run: Simulated, workload?: string): readonly RenderedAlert[] {
    return run.resources
        .filter(({ inputs }) => inputs.kind === "PrometheusRule")
        .flatMap(({ inputs }) => (inputs.spec as { groups: { rules: Partial<RenderedAlert>[] }[] }).groups)
        .flatMap(({ rules }) => rules)
        .filter((rule): rule is RenderedAlert => rule.alert !== undefined)
        .filter(({ labels }) => workload === undefined || labels["workload"] === workload);
}
