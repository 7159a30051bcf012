import { itRejects } from "../../../support/serving/itRejects";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const several =
    'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"';

describe("metrics and queries of one's own that cannot work", () => {
    itRejects([
        [
            { ...app, metrics: { http_requests_total: "counter" } },
            "metrics.http_requests_total",
            "is a metric that the platform knows: leave it out, queries may ask for it anyway",
        ],
        [
            { ...app, metrics: { inference_duration_seconds: "gauge" } },
            "metrics.inference_duration_seconds",
            "is a metric that the platform knows: leave it out, queries may ask for it anyway",
        ],
        [
            { ...app, metrics: { istio_jobs: "gauge" } },
            "metrics.istio_jobs",
            "begins as the metrics of the mesh's proxy do, which share the page with the server's: give it another name",
        ],
        [
            { ...app, metrics: { jobs_waiting: { type: "gauge", labels: ["tenant", "pod"] } } },
            "metrics.jobs_waiting.labels[1]",
            'is "pod", which Prometheus writes itself: give it another name',
        ],
        [
            {
                ...app,
                metrics: { jobs_waiting: "gauge" },
                traffic: {
                    strategy: "progressive",
                    analysis: { checks: { jobs: { query: "jobs_waiting", max: 5 } } },
                },
            },
            "traffic.analysis.checks.jobs.query",
            several,
        ],
        [
            {
                ...app,
                traffic: { strategy: "progressive", analysis: { checks: { jobs: { query: "sum(up)" } } } },
            },
            "traffic.analysis.checks.jobs",
            "has no limit, so that every value would be good: add min, max or both",
        ],
        [
            {
                ...app,
                traffic: {
                    strategy: "progressive",
                    analysis: { checks: { up: { query: "sum(up)", min: 2, max: 1 } } },
                },
            },
            "traffic.analysis.checks.up.min",
            "is 2: must not be greater than max",
        ],
        [
            { ...app, scaling: { prometheus: { up: { query: "up", target: 1 } } } },
            "scaling.prometheus.up.query",
            several,
        ],
        [
            { ...app, scaling: { prometheus: { up: { query: "sum(up)", target: 0 } } } },
            "scaling.prometheus.up.target",
            "is 0: must be at least 0.0001",
        ],
    ]);
});
