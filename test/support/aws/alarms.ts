import { type Simulated } from "../simulate";

export const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

interface Metric {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly stat: string;
    readonly period: number;
}

/** Inputs of an alarm, as the platform writes them. */
export interface AlarmInputs extends Partial<Metric> {
    readonly alarmDescription: string;
    readonly statistic?: string;
    readonly metricQueries?: readonly {
        readonly id: string;
        readonly expression?: string;
        readonly metric?: Metric;
    }[];
    readonly evaluationPeriods: number;
    readonly comparisonOperator: string;
    readonly threshold: number;
    readonly treatMissingData: string;
    readonly alarmActions?: readonly string[];
    readonly okActions?: readonly string[];
    readonly insufficientDataActions?: readonly string[];
    readonly region: string;
    readonly tags: { readonly alarm: string; readonly severity: string };
}

/** The alarms of CloudWatch that a run has created. */
export function alarmsOf(run: Simulated): readonly { readonly name: string; readonly inputs: AlarmInputs }[] {
    return run.all(alarmType).map(({ name, inputs }) => ({ name, inputs: inputs as unknown as AlarmInputs }));
}
