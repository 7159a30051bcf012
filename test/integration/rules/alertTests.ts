import { type KubeObject } from "../cluster/types";
import { alertCases } from "./alertCases";
import { groupsOf, type Rule, type RuleTest } from "./promtool";

export interface AlertRule extends Rule {
    readonly alert: string;
    readonly for: string;
}

/** Every alert of these rules. */
export function alertsOf(objects: readonly KubeObject[]): readonly AlertRule[] {
    return objects
        .flatMap((object) => groupsOf(object).flatMap(({ rules }) => rules))
        .filter((rule): rule is AlertRule => rule.alert !== undefined);
}

/** Seconds of a duration as Prometheus writes it. */
function seconds(duration: string): number {
    const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
    return [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
        (sum, [, amount = "0", unit = "s"]) => sum + Number(amount) * (units[unit] ?? 0),
        0,
    );
}

/**
 * What promtool must see of an alert: waiting just before its time, firing just after, and only where its condition holds.
 * `ALERTS` is what Prometheus itself stores of them.
 */
export function alertTest(rule: AlertRule): { readonly step: number; readonly test: RuleTest } {
    const alertCase = alertCases[rule.alert]?.(rule);
    if (alertCase === undefined) {
        throw new Error(`alertCases has no row for ${rule.alert}`);
    }
    const { by, series, fires, begins = 0, silentAt = [], step = 15 } = alertCase;
    const lasting = seconds(rule.for);
    const alerts = (state: string) =>
        `count by (${by.join(", ")}) (ALERTS{alertname="${rule.alert}", alertstate="${state}"})`;
    const found = fires.map((labels) => ({ labels: labelText(labels), value: 1 }));
    const at = (time: number, state: string, samples: typeof found) => ({
        expr: alerts(state),
        eval_time: `${time}s`,
        exp_samples: samples,
    });
    return {
        step,
        test: {
            name: rule.alert,
            interval: `${step}s`,
            input_series: series,
            promql_expr_test: [
                ...(lasting === 0
                    ? [at(begins - step, "firing", [])]
                    : [
                          at(begins + lasting - step, "firing", []),
                          at(begins + lasting - step, "pending", found),
                          // Pending as long as `for` says, and no longer.
                          ...(begins > 0 ? [at(begins - step, "pending", [])] : []),
                      ]),
                ...silentAt.map((time) => at(time, "pending", [])),
                at(begins + lasting, "firing", found),
            ],
        },
    };
}

function labelText(labels: Readonly<Record<string, string>>): string {
    return `{${Object.entries(labels)
        .map(([label, value]) => `${label}="${value}"`)
        .join(", ")}}`;
}
