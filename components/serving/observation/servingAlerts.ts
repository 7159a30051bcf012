import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type ServingPlan } from "../plan";
import { reportsScores } from "./driftRules";
import { ofWorkload, reportsAccuracy } from "./recordingRules";

/** Name of the alert on drift, which can start a training. */
export const driftAlert = "InferencePredictionDrift";

/** Days of metrics that the comparison with last week needs. */
const weekDays = 8;

/** Alerts on what callers of a workload notice, and on what its predictions are worth. */
export function servingAlerts(plan: ServingPlan, retentionDays: number): readonly Alert[] {
    return [
        ...latencyAlert(plan),
        ...errorAlert(plan),
        ...accuracyAlert(plan),
        ...scoresAlert(plan, retentionDays),
        ...trafficAlert(plan, retentionDays),
        ...measuredAlert(plan),
        versionAlert(plan),
    ];
}

function latencyAlert(plan: ServingPlan): Alert[] {
    const { latencyP95Ms } = plan.alerts;
    return latencyP95Ms === false
        ? []
        : [
              {
                  name: "InferenceLatencyHigh",
                  expr: `${series("inference:latency_seconds:p95", ofWorkload(plan))} > ${latencyP95Ms / 1000}`,
                  for: "5m",
                  severity: "warning",
                  summary: `${plan.name} {{ $labels.version }} answers slowly: p95 is {{ $value | humanizeDuration }}`,
                  description: `The 95th percentile of latency has been above ${latencyP95Ms} ms for 5 minutes.`,
                  runbook: "inference-latency",
                  noData: "silent",
              },
          ];
}

function errorAlert(plan: ServingPlan): Alert[] {
    const { errorRatio } = plan.alerts;
    return errorRatio === false
        ? []
        : [
              {
                  name: "InferenceErrorsHigh",
                  expr: `${series("inference:errors:ratio_rate5m", ofWorkload(plan))} > ${errorRatio}`,
                  for: "2m",
                  severity: "critical",
                  summary: `${plan.name} {{ $labels.version }} fails {{ $value | humanizePercentage }} of its requests`,
                  description: `More than ${percent(errorRatio)} of requests have failed for 2 minutes, over HTTP or gRPC.`,
                  runbook: "inference-errors",
                  noData: "silent",
              },
          ];
}

function accuracyAlert(plan: ServingPlan): Alert[] {
    const { accuracy } = plan.alerts;
    return accuracy === false || !reportsAccuracy(plan)
        ? []
        : [
              {
                  name: "InferenceAccuracyLow",
                  expr: `${series("inference:accuracy", ofWorkload(plan))} < ${accuracy}`,
                  for: "10m",
                  severity: "critical",
                  summary: `${plan.name} {{ $labels.version }} predicts {{ $value | humanizePercentage }} correctly`,
                  description: `The share of correct predictions has been below ${percent(accuracy)} for 10 minutes.`,
                  runbook: "inference-accuracy",
                  noData: "silent",
              },
          ];
}

/** A baseline takes a week of metrics. */
function scoresAlert(plan: ServingPlan, retentionDays: number): Alert[] {
    const { driftPsi } = plan.alerts;
    return driftPsi === false || !reportsScores(plan, retentionDays)
        ? []
        : [
              {
                  name: driftAlert,
                  expr: `${series("inference:score_psi", ofWorkload(plan))} > ${driftPsi}`,
                  for: "1h",
                  severity: "warning",
                  summary: `Scores of ${plan.name} {{ $labels.version }} drift: the stability index is {{ $value | humanize }}`,
                  description:
                      `For an hour the scores of the last hour have been distributed otherwise than in the version's first ` +
                      `week: their population stability index is above ${driftPsi}.`,
                  runbook: "inference-drift",
                  noData: "silent",
              },
          ];
}

/** Traffic is expected at a time of day at which it came a day before and, where metrics are kept that long, a week before. */
function trafficAlert(plan: ServingPlan, retentionDays: number): Alert[] {
    const { trafficPerSecond } = plan.alerts;
    if (trafficPerSecond === false) {
        return [];
    }
    const requests = series("inference:requests:rate5m", ofWorkload(plan));
    const sum = (of: string) => `sum by (namespace, workload) (${of})`;
    const before = ["1d", ...(retentionDays >= weekDays ? ["1w"] : [])];
    const came = before.map(
        (offset) => `${sum(`avg_over_time(${requests}[15m] offset ${offset})`)} > ${trafficPerSecond}`,
    );
    return [
        {
            name: "InferenceNoTraffic",
            expr: `(${came.join(" and ")}) unless ${sum(requests)} > 0`,
            for: "15m",
            severity: "warning",
            summary: `No request reaches ${plan.name}`,
            description:
                `No request has come for 15 minutes; at this time of day there were more than ${trafficPerSecond} per second ` +
                `${before.length > 1 ? "a day and a week" : "a day"} before.`,
            runbook: "inference-no-traffic",
            noData: "silent",
        },
    ];
}

/** A workload that may have no pods cannot be missed. */
function measuredAlert(plan: ServingPlan): Alert[] {
    return plan.releases.every(({ bounds }) => bounds.min === 0)
        ? []
        : [
              {
                  name: "InferenceMetricsAbsent",
                  expr: `absent(${series("inference:measured_pods", ofWorkload(plan))})`,
                  for: "10m",
                  severity: "critical",
                  summary: `No metrics of ${plan.name} arrive`,
                  description:
                      "No pod of the workload has reported metrics for 10 minutes: it does not run, or nobody can see how it " +
                      "does. Autoscaling, rollouts and the other alerts of the workload do not work either.",
                  runbook: "inference-metrics-absent",
                  noData: "fires",
              },
          ];
}

/** One version is one content; while pods are replaced there may be two. */
function versionAlert(plan: ServingPlan): Alert {
    const version = "namespace, workload, version, revision";
    const pods = series("up", { ...ofWorkload(plan), model_digest: { not: "" } });
    return {
        name: "InferenceModelDigestMismatch",
        expr: `count by (${version}) (group by (${version}, model_digest) (${pods})) > 1`,
        for: "30m",
        severity: "critical",
        summary: `Pods of ${plan.name} {{ $labels.version }} serve different models under one version`,
        description: "For 30 minutes pods of one version have named different digests of their models.",
        runbook: "model-digest-mismatch",
        noData: "silent",
    };
}

function percent(share: number): string {
    return `${Number((share * 100).toFixed(4))} %`;
}
