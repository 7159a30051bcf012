import { type Breakage } from "./promises";

const query = ["spec", "triggers", 0, "metadata", "query"] as const;
const threshold = ["spec", "triggers", 0, "metadata", "threshold"] as const;
const relabelings = ["spec", "podMetricsEndpoints", 0, "relabelings"] as const;
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

/** A field of an alert; each workload has one group of them. */
function alertOf(name: string, field: string): Pick<Breakage, "suffix" | "path"> {
    return { suffix: "-alerts", path: ["spec", "groups", 0, "rules", name, field] };
}

function measure(name: string, ...field: string[]): string[] {
    return ["spec", "metrics", name, ...field];
}

const noLoadFollowed = /has 5 pods for 48 requests per second/;
const notAborted = /is aborted/;

/** One field set wrong per row, and what of which promise fails then. A row that fails nothing is a hole in the promises. */
export const breakages: readonly Breakage[] = [
    {
        of: "requests",
        what: "ten times the requests per pod",
        kind: "ScaledObject",
        path: threshold,
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
        shows: /keeps its pods for the first minutes without load|keeps 5 pods under the same load/,
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
        of: "requests",
        what: "another page of the pods",
        kind: "PodMonitor",
        path: ["spec", "podMetricsEndpoints", 0, "path"],
        to: "/metrics",
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "the server's port in place of the agent's",
        kind: "PodMonitor",
        path: [...relabelings, 0],
        to: undefined,
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "series without the workload's name",
        kind: "PodMonitor",
        path: [...relabelings, 1],
        to: undefined,
        shows: noLoadFollowed,
    },
    {
        of: "requests",
        what: "all pods at once on the way down",
        kind: "ScaledObject",
        path: [...behavior, "scaleDown", "policies", 0, "value"],
        to: 100,
        shows: /removes at most a quarter of its pods at a time/,
    },
    {
        of: "queue",
        what: "ten times the waiting requests per pod",
        kind: "ScaledObject",
        path: threshold,
        to: "100",
        shows: /has 4 pods for its load/,
    },
    {
        of: "queue",
        what: "the mean of the pods' queues",
        kind: "PrometheusRule",
        path: rule("inference:queue_depth"),
        to: replacing("sum", "avg"),
        shows: /has 4 pods for its load|keeps 4 pods under the same load/,
    },
    {
        of: "slow",
        what: "latency counts while nothing waits",
        kind: "ScaledObject",
        path: query,
        to: replacing(/ unless on \(\) .* < 1/, ""),
        shows: /stays at one pod/,
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
        of: "cpu",
        what: "ten times the share",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "value"],
        to: "700",
        shows: /has 4 pods for its load/,
    },
    {
        of: "most",
        what: "the second trigger left out",
        kind: "ScaledObject",
        path: ["spec", "triggers", "cpu"],
        to: undefined,
        shows: /has 4 pods for its load/,
    },
    {
        of: "gpu",
        what: "a share compared with percent",
        kind: "ScaledObject",
        path: threshold,
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
        of: "peak",
        what: "fewer pods for the peak",
        kind: "ScaledObject",
        path: ["spec", "triggers", 0, "metadata", "desiredReplicas"],
        to: "2",
        shows: /has 3 pods during the peak/,
    },
    {
        of: "peak-from-zero",
        what: "a pod outside the hours",
        kind: "ScaledObject",
        path: ["spec", "minReplicaCount"],
        to: 1,
        shows: /has no pod before the peak/,
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
        of: "fallback",
        what: "a fallback after an hour",
        kind: "ScaledObject",
        path: ["spec", "fallback", "failureThreshold"],
        to: 120,
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
        of: "good",
        what: "the stable version shrinks with its share",
        kind: "Rollout",
        path: canary,
        to: ({ scaleDownDelaySeconds: _delay, ...rest }: { readonly scaleDownDelaySeconds?: number }) => ({
            ...rest,
            dynamicStableScale: true,
        }),
        shows: /keeps all pods of the stable version/,
    },
    {
        of: "good",
        what: "another weight",
        kind: "Rollout",
        path: [...canary, "steps", 2, "setWeight"],
        to: 30,
        shows: /shifts 10, 20, 50 and 100 % in this order/,
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
        of: "inaccurate",
        what: "half of the requests before the judgement",
        kind: "Rollout",
        path: [...canary, "steps"],
        to: (steps: readonly { analysis?: unknown }[]) => [
            ...steps.filter((step) => step.analysis === undefined),
            ...steps.filter((step) => step.analysis !== undefined),
        ],
        shows: /has gone no further than 20 %/,
    },
    {
        of: "inaccurate",
        what: "any number of bad measurements",
        kind: "AnalysisTemplate",
        path: measure("accuracy", "failureLimit"),
        to: 10,
        shows: notAborted,
    },
    {
        of: "inaccurate",
        what: "a limit in percent",
        kind: "AnalysisTemplate",
        path: measure("accuracy", "successCondition"),
        to: replacing("0.85", "0.0085"),
        shows: notAborted,
    },
    {
        of: "failing-more",
        what: "no comparison with the stable version",
        kind: "AnalysisTemplate",
        path: measure("errors-against-stable"),
        to: undefined,
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
        of: "failing",
        what: "versions told apart by nothing",
        kind: "PodMonitor",
        path: [...relabelings, 3],
        to: undefined,
        shows: /names the reason/,
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
        of: "waits",
        what: "no requests are good",
        kind: "AnalysisTemplate",
        path: ["spec", "metrics"],
        to: (metrics: readonly { failureCondition?: unknown }[]) =>
            metrics.map(({ failureCondition: _failure, ...metric }) => ({ ...metric, successCondition: "true" })),
        shows: /pauses as inconclusive/,
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
    {
        of: "promoted",
        what: "a person must promote",
        kind: "Rollout",
        path: [...blueGreen, "autoPromotionEnabled"],
        to: false,
        shows: /serves the new version/,
    },
    {
        of: "alert-slow",
        what: "a limit in milliseconds",
        kind: "PrometheusRule",
        ...alertOf("InferenceLatencyHigh", "expr"),
        to: replacing("> 2", "> 2000"),
        shows: /fires InferenceLatencyHigh/,
    },
    {
        of: "alert-unmeasured",
        what: "pods that are up in place of servers that are measured",
        kind: "PrometheusRule",
        ...alertOf("InferenceMetricsAbsent", "expr"),
        to: replacing("inference:measured_pods", "up"),
        shows: /fires InferenceMetricsAbsent/,
    },
    {
        of: "alert-fallback",
        what: "the namespace of the autoscaler's own pod",
        kind: "PrometheusRule",
        ...alertOf("InferenceScalingFallback", "expr"),
        to: replacing(/exported_namespace/g, "namespace"),
        shows: /fires InferenceScalingFallback/,
    },
    {
        of: "alert-aborted",
        what: "the phase of the status in place of the metric's",
        kind: "PrometheusRule",
        ...alertOf("InferenceRolloutAborted", "expr"),
        to: replacing("Abort|Timeout", "Degraded"),
        shows: /fires InferenceRolloutAborted/,
    },
    {
        of: "alert-failing",
        what: "burn rates of another objective",
        kind: "PrometheusRule",
        path: ["spec", "groups", 1, "rules", 0, "expr"],
        to: "vector(0.5)",
        shows: /fires InferenceErrorBudgetBurn1h/,
    },
    {
        of: "alert-none",
        what: "a limit that every answer exceeds",
        kind: "PrometheusRule",
        ...alertOf("InferenceLatencyHigh", "expr"),
        to: replacing("> 2", "> 0.02"),
        shows: /raises no alert/,
    },
];
