import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlertSeverity } from "../../../config/alerts";
import { runbookAddress } from "../../observation/alert";
import { type AwsScope } from "../scope";

type Statistic = "Average" | "Maximum" | "Minimum" | "Sum";
type Metric = aws.types.input.cloudwatch.MetricAlarmMetricQueryMetric;

/** One metric of a namespace, or the share of one in the sum of others, in percent. */
export type Measure = string | { readonly percent: string; readonly of: readonly [string, ...string[]] };

/** An alarm of CloudWatch. */
export interface AlarmSpec {
    /** In CamelCase, as alerts of Prometheus are. */
    readonly alarm: string;
    readonly severity: AlertSeverity;
    /** What it means for users, with the figures that it fires at; one sentence or two. */
    readonly description: string;
    /** Page below `docs/runbooks`, without `.md`. */
    readonly runbook: string;
    readonly namespace: string;
    readonly measure: Measure;
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
    readonly statistic: Statistic;
    /** What the measure must be for the whole time. */
    readonly is: { readonly above: number } | { readonly below: number };
    /** How long it must be so. */
    readonly minutes: number;
    /** Minutes of one value; a divisor of `minutes`. Default: 1, as often as the services here write values. */
    readonly periodMinutes?: number;
    /** What it does while the metric has no values: nothing, or notifies that it cannot tell. */
    readonly noData: "silent" | "notifies";
    /** Region of the metric. Default: the stack's. */
    readonly region?: string;
}

/** Whether a region has alarms: in production, and where the stack file names a topic for them. */
export function hasAlarms(
    scope: Pick<AwsScope, "environment"> & { readonly alarms: Pick<AwsScope["alarms"], "topics"> },
    region: string,
): boolean {
    return scope.environment === "production" || scope.alarms.topics[region] !== undefined;
}

/** Creates alarms under names that begin with `prefix`. */
export function createAlarms(
    prefix: string,
    specs: readonly AlarmSpec[],
    scope: AwsScope,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const spec of specs) {
        const kebab = spec.alarm.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
        createAlarm(`${prefix}-${kebab}`, spec, scope, opts);
    }
}

/** Creates an alarm, where its region has alarms. It notifies the topic of that region, and exists without one too. */
export function createAlarm(name: string, spec: AlarmSpec, scope: AwsScope, opts: pulumi.CustomResourceOptions): void {
    const { region = scope.region } = spec;
    if (hasAlarms(scope, region)) {
        new aws.cloudwatch.MetricAlarm(name, alarmArgs(spec, region, scope), opts);
    }
}

function alarmArgs(spec: AlarmSpec, region: string, { alarms, tags }: AwsScope): aws.cloudwatch.MetricAlarmArgs {
    const { alarm, severity, description, runbook, is, minutes, periodMinutes = 1, noData } = spec;
    const topic = alarms.topics[region];
    const [comparisonOperator, threshold] =
        "above" in is ? (["GreaterThanThreshold", is.above] as const) : (["LessThanThreshold", is.below] as const);
    return {
        alarmDescription: `${alarm} (${severity}): ${description} See ${runbookAddress(alarms.runbooks, runbook)}`,
        ...measured(spec, periodMinutes * 60),
        evaluationPeriods: minutes / periodMinutes,
        comparisonOperator,
        threshold,
        treatMissingData: noData === "silent" ? "notBreaching" : "missing",
        ...(topic !== undefined && {
            alarmActions: [topic],
            okActions: [topic],
            ...(noData === "notifies" && { insufficientDataActions: [topic] }),
        }),
        region,
        tags: { ...tags, alarm, severity },
    };
}

/** How many metrics an alarm reads, which is what CloudWatch charges for. */
export function metricsOf({ measure }: Pick<AlarmSpec, "measure">): number {
    return typeof measure === "string" ? 1 : 1 + measure.of.length;
}

function measured(
    { namespace, measure, dimensions, statistic }: AlarmSpec,
    period: number,
): Partial<aws.cloudwatch.MetricAlarmArgs> {
    if (typeof measure === "string") {
        return { namespace, metricName: measure, dimensions, statistic, period };
    }
    const metric = (metricName: string): Metric => ({ namespace, metricName, dimensions, stat: statistic, period });
    const all = measure.of.map((_, i) => `all${i}`);
    return {
        metricQueries: [
            // Of nothing there is no share: a division by zero has no value.
            {
                id: "share",
                expression: `100 * part / (${all.join(" + ")})`,
                label: `${measure.percent} in percent`,
                returnData: true,
            },
            { id: "part", metric: metric(measure.percent) },
            ...measure.of.map((name, i) => ({ id: all[i] ?? "", metric: metric(name) })),
        ],
    };
}
