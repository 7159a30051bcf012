import assert from "node:assert/strict";
import { functionNames } from "../../../../components/serving/queries/functions";
import { queryFaults } from "../../../../components/serving/queries/queryFaults";
import { vocabularyOf } from "../../../../components/serving/queries/vocabulary";
import { type ServingConfig } from "../../../../config/serving/serving";
import { loadWorkloads } from "../../../support/serving/render";

const { w } = loadWorkloads({
    w: {
        kind: "inference-service",
        image: "example.com/app:1.0.0",
        metrics: {
            jobs_waiting: { type: "gauge", labels: ["tenant"] },
            jobs_total: "counter",
            job_seconds: "histogram",
        },
    },
}).workloads;
const vocabulary = vocabularyOf(w as unknown as ServingConfig, { dialect: "contract", queue: true }, 15);
const known = [...vocabulary.series.keys()].join(", ");

/** Queries that have these faults, and no others. */
const rejected: Readonly<Record<string, readonly string[]>> = {
    "sum(jobs_waiting": ["is not PromQL: it ends too early"],
    "sum(jobs_waiting) sum": ['is not PromQL: it cannot go on with "sum" at character 19'],
    "sum(jobs_waiting) # all tenants": [
        "has a comment, which would hide what follows in one line: write it beside the key instead",
    ],
    'sum(jobs_waiting{tenant="{{args.x}}"})': [
        "contains {{ or }}, which the controller of rollouts would replace: remove it",
    ],
    jobs_waiting: [
        'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"',
    ],
    "sum by (tenant) (jobs_waiting)": [
        'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"',
    ],
    "sum(jobs_waiting) or jobs_waiting": [
        'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"',
    ],
    "histogram_quantile(0.9, sum by (le, pod) (rate(job_seconds_bucket[5m])))": [
        'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"',
    ],
    "topk(1, jobs_waiting)": [
        "aggregates by topk: must be one of sum, avg, min, max, count, group, stddev, stdvar, quantile",
    ],
    "5": ["asks for no metric: name at least one"],
    "vector(5)": ["asks for no metric: name at least one"],
    "jobs_waiting[5m]": ["gives a range of values: apply a function such as rate to it, and aggregate that"],
    "sum(job_waiting)": [
        `asks for job_waiting, which is not a metric of this workload; did you mean "jobs_waiting"? Else declare it under "metrics", or use one of ${known}`,
    ],
    "sum(kube_pod_status_phase)": [
        `asks for kube_pod_status_phase, which is not a metric of this workload: declare it under "metrics", or use one of ${known}`,
    ],
    "sum(job_seconds)": [
        "asks for job_seconds, a histogram: use job_seconds_bucket, job_seconds_sum or job_seconds_count",
    ],
    'sum({__name__=~".+"})': ['selects "{__name__=~".+"}" without the name of a metric: name one before the braces'],
    'sum(jobs_waiting{namespace="other"})': [
        "selects by namespace: the platform adds namespace, workload, version, revision itself, leave it out",
    ],
    'sum(jobs_waiting{owner="a"})': [
        "selects jobs_waiting by owner, a label that it does not have: must be one of tenant, namespace, pod, container, job, instance, endpoint, workload, version, revision, model_digest",
    ],
    'sum(jobs_waiting{tenant=~"(?i)a"})': [
        'compares tenant with the pattern "(?i)a": must be a regular expression of letters, digits and _ - . / : | ( ) [ ] * + ?',
    ],
    'sum(jobs_waiting{tenant="a\\"b"})': [
        'compares tenant with "a\\"b": must be text in quotes, without quotes or backslashes in it',
    ],
    "sum(jobs_total)": ["reads jobs_total, which only grows: ask for its change, as in rate(jobs_total[5m])"],
    "sum(rate(jobs_total[30d]))": ["looks back [30d]: must be a duration from 30s to 1d, such as 5m"],
    "sum(rate(jobs_total[15s]))": ["looks back [15s]: must be a duration from 30s to 1d, such as 5m"],
    "sum(jobs_waiting offset 16d)": [
        "looks back by offset 16d: must be a duration of at most 15d, for which metrics are kept (addons.monitoring.retentionDays)",
    ],
    "sum(jobs_waiting offset -5m)": [
        "looks back by offset -5m: must be a duration of at most 15d, for which metrics are kept (addons.monitoring.retentionDays)",
    ],
    "max(max_over_time(sum(jobs_waiting)[1h:]))": [
        'uses "sum(jobs_waiting)[1h:]", a form that is not accepted here: subqueries and @ read a past that no limit holds',
    ],
    "sum(jobs_waiting @ 5)": [
        'uses "jobs_waiting @ 5", a form that is not accepted here: subqueries and @ read a past that no limit holds',
    ],
    "absent(jobs_waiting)": [`calls absent: must be one of ${functionNames.join(", ")}`],
    "sum(rate(jobs_waiting))": ['gives rate "jobs_waiting": it takes a range such as jobs_total[5m]'],
    "sum(jobs_waiting[5m])": ['gives sum "jobs_waiting[5m]": it takes series, without a range'],
    "clamp_max(sum(jobs_waiting))": ["gives clamp_max 1 arguments: it takes values and number"],
    "sum(jobs_waiting) or 0": ["combines a number by or: write it as vector(…)"],
    "sum(jobs_waiting) * (1 > 0)": ["compares two numbers by >: leave the comparison out"],
    "sum(rate(jobs_total[40d])) / sum(jobs_gone)": [
        "looks back [40d]: must be a duration from 30s to 1d, such as 5m",
        `asks for jobs_gone, which is not a metric of this workload; did you mean "jobs_total"? Else declare it under "metrics", or use one of ${known}`,
    ],
};

const accepted = [
    "sum(jobs_waiting)",
    'sum(jobs_waiting{tenant=~"a|b", pod!=""})',
    "sum (rate(jobs_total[5m]))",
    "sum by () (jobs_waiting)",
    "max(jobs_waiting) - min(jobs_waiting offset 1h)",
    "clamp_max(avg(max_over_time(jobs_waiting[10m])), 50) or vector(0)",
    "histogram_quantile(0.95, sum by (le) (rate(job_seconds_bucket[5m])))",
    "sum(rate(job_seconds_sum[5m])) / sum(rate(job_seconds_count[5m])) > 0",
    "quantile(0.9, jobs_waiting)",
    'sum(inference:requests:rate1m) + -sum(rate(istio_requests_total{reporter="destination", response_code=~"5.."}[1m]))',
    "sum(jobs_waiting and on (pod) inference_queue_depth > 5)",
];

describe("a query of one's own", () => {
    for (const [query, faults] of Object.entries(rejected)) {
        it(`is rejected: ${query}`, () => {
            assert.deepEqual(queryFaults(query, vocabulary), faults);
        });
    }

    for (const query of accepted) {
        it(`is accepted: ${query}`, () => {
            assert.deepEqual(queryFaults(query, vocabulary), []);
        });
    }

    it("has a limit of selectors, each of which Prometheus reads every 30 seconds", () => {
        const many = Array.from({ length: 11 }, () => "sum(up)").join(" + ");
        assert.deepEqual(queryFaults(many, vocabulary), ["has 11 selectors: must have at most 10"]);
    });
});
