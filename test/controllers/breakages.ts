import { type Breakage } from "./promises";

const query = ["spec", "triggers", 0, "metadata", "query"] as const;
const behavior = ["spec", "advanced", "horizontalPodAutoscalerConfig", "behavior"] as const;
const canary = ["spec", "strategy", "canary"] as const;
const blueGreen = ["spec", "strategy", "blueGreen"] as const;

/** A change of a text, which must occur. */
function replacing(from: string | RegExp, to: string): (text: string) => string {
    return (text) => text.replace(from, to);
}

/** Expression of a recording rule; each workload has one group of them. */
function rule(record: string): (string | number)[] {
    return ["spec", "groups", 0, "rules", record, "expr"];
}

function measure(name: string, ...field: string[]): string[] {
    return ["spec", "metrics", name, ...field];
}

const noLoadFollowed = /has 5 pods for 45 requests per second/;
const notAborted = /is aborted/;

/** One field set wrong per row, and what of which promise fails then. A row that fails nothing is a hole in the promises. */
export const breakages: readonly Breakage[] = [
    {
        of: "requests",
        what: "ten times the requests per pod",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "threshold"],
        to: "100",
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "requests of another workload",
        kind: "ScaledObject",
        path: query,
        to: replacing(/workload="[^"]*"/g, 'workload="other"'),
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "a maximum below what the load needs",
        kind: "ScaledObject",
        path: ["spec", "maxReplicaCount"],
        to: 4,
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "a target that does not exist",
        kind: "ScaledObject",
        path: ["spec", "scaleTargetRef", "name"],
        to: "other",
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "all pods at once on the way up",
        kind: "ScaledObject",
        path: [...behavior, "scaleUp", "policies", 1, "value"],
        to: 10,
        shows: /adds at most half of its pods or two at a time/,
    },
    {
        of: "requests",
        what: "no stabilization on the way down",
        kind: "ScaledObject",
        path: [...behavior, "scaleDown", "stabilizationWindowSeconds"],
        to: 0,
        // A load that only seems to change takes pods away as well.
        shows: /keeps its pods for the first minutes without load|stays at 5 pods under the same load/,
    },
    {
        of: "requests",
        what: "requests as callers report them",
        kind: "PrometheusRule",
        path: rule("inference:requests:rate1m"),
        to: replacing('reporter="destination"', 'reporter="source"'),
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "a port that the pods do not have",
        kind: "PodMonitor",
        path: ["spec", "podMetricsEndpoints", 0, "port"],
        to: "metrics",
        shows: noLoadFollowed,
    },
    {
        of: "latency",
        what: "no limit to what one reading asks for",
        kind: "ScaledObject",
        path: query,
        to: replacing(/clamp_max\((max\([^)]*\)), [\d.]+\)/, "$1"),
        shows: /adds at most half of its pods for one reading/,
    },
    {
        of: "cpu",
        what: "a container that the pods do not have",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "containerName"],
        to: "other",
        shows: /has 4 pods for its load/,
    },
    {
        of: "memory",
        what: "CPU in place of memory",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "type"],
        to: "cpu",
        shows: /has 3 pods for its load/,
    },
    {
        of: "gpu",
        what: "a share compared with percent",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "threshold"],
        to: "70",
        shows: /has 3 pods for its load/,
    },
    {
        of: "gpu",
        what: "GPUs joined to pods by another label",
        kind: "PrometheusRule",
        path: rule("inference:gpu_utilization"),
        to: replacing("on (namespace, pod)", "on (namespace, instance)"),
        shows: /has 3 pods for its load/,
    },
    {
        of: "peak",
        what: "the hours of another time zone",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "timezone"],
        to: "Asia/Tokyo",
        shows: /has 3 pods during the peak/,
    },
    {
        of: "fallback",
        what: "no fallback",
        kind: "ScaledObject",
        path: ["spec", "fallback"],
        to: undefined,
        shows: /has 3 pods without Prometheus/,
    },
    {
        of: "fallback-keeps",
        what: "a fallback that sets a number instead of a least number",
        kind: "ScaledObject",
        path: ["spec", "fallback", "behavior"],
        to: "static",
        shows: /keeps 5 pods without Prometheus/,
    },
    {
        of: "unmeasured",
        what: "an absent metric counts as zero",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "ignoreNullValues"],
        to: "true",
        shows: /keeps 4 pods unmeasured/,
    },
    {
        of: "good",
        what: "a route that the VirtualService does not have",
        kind: "Rollout",
        path: [...canary, "trafficRouting", "istio", "virtualService", "routes"],
        to: ["other"],
        shows: /has its first version|shifts half of the requests/,
    },
    {
        of: "inaccurate",
        what: "the stable version judged in place of the new one",
        kind: "AnalysisTemplate",
        path: measure("accuracy", "provider", "prometheus", "query"),
        to: replacing("canary-hash", "stable-hash"),
        shows: notAborted,
    },
    {
        of: "inaccurate",
        what: "no analysis",
        kind: "Rollout",
        path: canary,
        to: ({
            analysis: _analysis,
            steps,
            ...rest
        }: {
            analysis?: unknown;
            steps: readonly { analysis?: unknown }[];
        }) => ({
            ...rest,
            steps: steps.filter((step) => step.analysis === undefined),
        }),
        shows: notAborted,
    },
    {
        of: "failing",
        what: "failures of another class of answers",
        kind: "PrometheusRule",
        path: rule("inference:errors:ratio_rate5m"),
        to: replacing('"5.."', '"4.."'),
        shows: notAborted,
    },
    {
        of: "slower",
        what: "a higher limit of the comparison",
        kind: "AnalysisTemplate",
        path: measure("latency-against-stable", "successCondition"),
        to: replacing("<= 1.5", "<= 15"),
        shows: notAborted,
    },
    {
        of: "too-slow",
        what: "a limit in milliseconds",
        kind: "AnalysisTemplate",
        path: measure("latency-p95", "successCondition"),
        to: replacing("<= 2", "<= 2000"),
        shows: notAborted,
    },
    {
        of: "not-measured",
        what: "an unmeasured version is good",
        kind: "AnalysisTemplate",
        path: measure("scraped", "successCondition"),
        to: "len(result) == 0 || isNaN(result[0]) || result[0] >= 1",
        shows: notAborted,
    },
    {
        of: "no-traffic",
        what: "no answer is a failure",
        kind: "AnalysisTemplate",
        path: measure("error-rate", "successCondition"),
        to: "len(result) > 0 && result[0] <= 0.05",
        shows: /is done with the new version/,
    },
    {
        of: "preview",
        what: "promoted without a person",
        kind: "Rollout",
        path: [...blueGreen, "autoPromotionEnabled"],
        to: true,
        shows: /waits for a person/,
    },
    {
        of: "preview",
        what: "the new version tried on all pods",
        kind: "Rollout",
        path: [...blueGreen, "previewReplicaCount"],
        to: undefined,
        shows: /tries it on one pod/,
    },
    {
        of: "not-promoted",
        what: "promoted without an analysis",
        kind: "Rollout",
        path: [...blueGreen, "prePromotionAnalysis"],
        to: undefined,
        shows: notAborted,
    },
];
