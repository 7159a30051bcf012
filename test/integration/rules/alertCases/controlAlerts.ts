import { type Rule } from "../promtool";
import { type AlertCase, type AlertCases, growing, type Labels, of, steady, watched } from "./series";

function rolloutIn(bad: string, good: string, rule: Rule, step = 15): AlertCase {
    const name = watched(rule, "name");
    const exported_namespace = watched(rule, "exported_namespace");
    const info = (labels: Labels, values: string) =>
        of("rollout_info", { exported_namespace, name, strategy: "canary", ...labels }, values);
    return {
        by: ["name"],
        series: [
            info({ phase: bad }, "0x3 1x2000"),
            info({ phase: good }, steady(1)),
            info({ phase: bad, name: "another" }, steady(1)),
            info({ phase: bad, exported_namespace: "elsewhere" }, steady(1)),
        ],
        fires: [{ name }],
        begins: 4 * step,
        step,
    };
}

/** Alerts on autoscalers, rollouts and pods of a workload. */
export const controlCases: AlertCases = {
    InferenceScalingFallback: (rule) => {
        const namespace = watched(rule, "exported_namespace");
        const object = watched(rule, "scaledObject");
        /** A counter of failures, whose label names the object; `others` are not failures. */
        const failures = (name: string, label: string, failed: Labels, others?: Labels) => {
            const counter = (metric: string, labels: Labels, perSecond: number) =>
                of(
                    name,
                    { exported_namespace: namespace, namespace: "keda", [label]: object, metric, ...failed, ...labels },
                    growing(perSecond),
                );
            return [
                counter("a", {}, 0.02),
                counter("b", { [label]: "another" }, 0.02),
                counter("c", { exported_namespace: "elsewhere" }, 0.001),
                counter("d", { exported_namespace: "elsewhere", [label]: "away" }, 0.02),
                ...(others === undefined ? [] : [counter("e", others, 0.02)]),
            ];
        };
        return {
            by: ["scaledObject", "scaled_resource", "scaledResource"],
            series: [
                ...failures("keda_scaler_detail_errors_total", "scaledObject", {}),
                ...failures(
                    "keda_scaler_http_requests_total",
                    "scaled_resource",
                    { status_code: "error" },
                    { status_code: "200" },
                ),
                ...failures(
                    "keda_scaler_empty_upstream_responses_total",
                    "scaledResource",
                    { ignoreNullValues: "false" },
                    { ignoreNullValues: "true" },
                ),
            ],
            fires: ["scaledObject", "scaled_resource", "scaledResource"].map((label) => ({ [label]: object })),
            // Prometheus extrapolates the first samples of a window to less than what grows: 3 errors take a while.
            begins: 165,
        };
    },
    InferenceAutoscalerMissing: (rule) => {
        const namespace = watched(rule, "namespace");
        const app = { label_app: watched(rule, "label_app"), label_version: watched(rule, "label_version") };
        const own = { horizontalpodautoscaler: watched(rule, "horizontalpodautoscaler") };
        const pod = (labels: Labels, values = steady(1)) =>
            of("kube_pod_labels", { namespace, ...app, ...labels }, values);
        const maximum = (labels: Labels, values = steady(5)) =>
            of("kube_horizontalpodautoscaler_spec_max_replicas", { namespace, ...own, ...labels }, values);
        const pause = (labels: Labels, values: string) =>
            of(
                "keda_scaled_object_paused",
                { exported_namespace: namespace, scaledObject: watched(rule, "scaledObject"), ...labels },
                values,
            );
        return {
            by: ["namespace"],
            series: [
                // No pods, then an autoscaler, then a pause, then neither.
                pod({ pod: "a" }, "_x4 1x2000"),
                maximum({}, "_x4 5x3 stale"),
                pause({}, "0x7 1x3 0x2000"),
                pod({ pod: "b", namespace: "elsewhere" }),
                pod({ pod: "c", label_app: "another" }),
                pod({ pod: "d", label_version: "another" }),
                maximum({ horizontalpodautoscaler: "another" }, "_x16 5x2000"),
                pause({ scaledObject: "another" }, "0x15 1x2000"),
                pause({ exported_namespace: "elsewhere" }, "0x15 1x2000"),
            ],
            fires: [{ namespace }],
            begins: 180,
            silentAt: [45, 105],
        };
    },
    InferenceAutoscalerInactive: (rule) => {
        const own = {
            namespace: watched(rule, "namespace"),
            horizontalpodautoscaler: watched(rule, "horizontalpodautoscaler"),
        };
        const condition = (labels: Labels, values: string) =>
            of(
                "kube_horizontalpodautoscaler_status_condition",
                { ...own, condition: "ScalingActive", status: "false", ...labels },
                values,
            );
        const pods = (labels: Labels, values: string) =>
            of("kube_horizontalpodautoscaler_status_current_replicas", { ...own, ...labels }, values);
        return {
            by: ["namespace", "horizontalpodautoscaler"],
            series: [
                // Without pods for a minute, then well, then inactive.
                condition({}, "1x3 0x3 1x2000"),
                condition({ status: "true" }, steady(1)),
                condition({ condition: "AbleToScale" }, steady(1)),
                pods({}, "0x3 2x2000"),
                condition({ horizontalpodautoscaler: "another" }, steady(1)),
                pods({ horizontalpodautoscaler: "another" }, steady(1)),
                condition({ namespace: "elsewhere" }, steady(1)),
                pods({ namespace: "elsewhere" }, steady(1)),
            ],
            fires: [own],
            begins: 120,
        };
    },
    InferenceScalingPaused: (rule) => {
        const own = {
            exported_namespace: watched(rule, "exported_namespace"),
            scaledObject: watched(rule, "scaledObject"),
        };
        return {
            by: ["scaledObject"],
            series: [
                of("keda_scaled_object_paused", { ...own, namespace: "keda" }, "0x3 1x2000"),
                of("keda_scaled_object_paused", { ...own, scaledObject: "another" }, steady(1)),
                of(
                    "keda_scaled_object_paused",
                    { ...own, exported_namespace: "elsewhere", namespace: "keda" },
                    steady(1),
                ),
            ],
            fires: [{ scaledObject: own.scaledObject }],
            begins: 60,
        };
    },
    InferenceAtMaxReplicas: (rule) => {
        const own = {
            namespace: watched(rule, "namespace"),
            horizontalpodautoscaler: watched(rule, "horizontalpodautoscaler"),
        };
        const series = (labels: Labels, wanted: string, max: number) => [
            of("kube_horizontalpodautoscaler_status_desired_replicas", { ...own, ...labels }, wanted),
            of("kube_horizontalpodautoscaler_spec_max_replicas", { ...own, ...labels }, steady(max)),
        ];
        return {
            by: ["horizontalpodautoscaler"],
            series: [
                // One less for a minute.
                ...series({}, "9x4 10x500", 10),
                ...series({ horizontalpodautoscaler: "another" }, steady(10), 10),
                ...series({ namespace: "elsewhere" }, steady(10), 10),
            ],
            fires: [{ horizontalpodautoscaler: own.horizontalpodautoscaler }],
            begins: 75,
        };
    },
    InferenceRolloutAborted: (rule) => rolloutIn("Abort", "Completed", rule),
    InferenceRolloutStuck: (rule) => rolloutIn("Paused", "Completed", rule, 60),
    InferencePodsRestarting: (rule) => {
        const namespace = watched(rule, "namespace");
        const name = watched(rule, "label_app");
        const pod = (labels: Labels, app: string, values: string) => [
            of("kube_pod_container_status_restarts_total", { namespace, container: "server", ...labels }, values),
            of(
                "kube_pod_labels",
                { namespace: labels["namespace"] ?? namespace, pod: labels["pod"] ?? "", label_app: app },
                steady(1),
            ),
        ];
        const often = "0x4 4x2000";
        return {
            by: ["namespace", "pod"],
            series: [
                ...pod({ pod: "bad" }, name, often),
                ...pod({ pod: "good" }, name, "0x4 2x2000"),
                ...pod({ pod: "proxy", container: "istio-proxy" }, name, often),
                ...pod({ pod: "foreign" }, "another", often),
                ...pod({ pod: "away", namespace: "elsewhere" }, name, often),
            ],
            fires: [{ namespace, pod: "bad" }],
            begins: 75,
        };
    },
};
