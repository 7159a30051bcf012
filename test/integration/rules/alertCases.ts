import { type InputSeries, type Rule } from "./promtool";

/** When an alert fires, on series on both sides of its figures. */
export interface AlertCase {
    /** Labels that tell the series apart in the answer. */
    readonly by: readonly string[];
    /** Beyond the figure, not quite beyond it, and beyond it where the alert must not look. */
    readonly series: readonly InputSeries[];
    /** What fires, by the labels of `by`. */
    readonly fires: readonly Readonly<Record<string, string>>[];
    /** Seconds until the condition holds, for rates and for series that begin well. Default: 0. */
    readonly begins?: number;
    /** Seconds at which the condition does not hold for reasons of their own, beside just before it begins. Default: none. */
    readonly silentAt?: readonly number[];
    /** Seconds between samples and between evaluations. Default: 15. */
    readonly step?: number;
    /** Alerts that fire while nothing is scraped. Default: none. */
    readonly firesWithoutData?: true;
}

type Labels = Readonly<Record<string, string>>;

/** A series in promtool's notation. */
function of(name: string, labels: Labels, values: string): InputSeries {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return { series: `${name}{${matchers.join(", ")}}`, values };
}

/** A value that stays. */
function steady(value: number, samples = 2000): string {
    return `${value}+0x${samples}`;
}

/** A counter that grows by as much per second. */
function growing(perSecond: number, step = 15, samples = 2000): string {
    return `0+${perSecond * step}x${samples}`;
}

/** The value of a label in the expression of a rule, or the first of several: what the rule looks at. */
function watched({ expr }: Rule, label: string): string {
    const value = new RegExp(`[{ ]${label}=~?"([^"|]*)`).exec(expr)?.[1];
    if (value === undefined) {
        throw new Error(`no matcher for "${label}" in ${expr}`);
    }
    return value;
}

/** A gauge of a workload's versions: one beyond the figure, one at it, and others' beyond it. */
function perVersion(metric: string, rule: Rule, { bad, good }: { bad: number; good: number }): AlertCase {
    const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
    return {
        by: ["namespace", "workload", "version"],
        series: [
            of(metric, { ...own, version: "bad", revision: "r" }, steady(bad)),
            of(metric, { ...own, version: "good", revision: "r" }, steady(good)),
            of(metric, { ...own, workload: "another", version: "foreign", revision: "r" }, steady(bad)),
            of(metric, { ...own, namespace: "elsewhere", version: "away", revision: "r" }, steady(bad)),
        ],
        fires: [{ ...own, version: "bad" }],
    };
}

function burning(long: string, short: string, factor: number, hours: number): (rule: Rule) => AlertCase {
    return (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const few = 10 / (hours * 3600);
        // Fast over both periods with enough failures; and with one of the three missing.
        const objectives: Record<string, [number, number, number]> = {
            bad: [factor + 0.01, factor + 0.01, few],
            over: [factor, factor + 0.01, few],
            recent: [factor + 0.01, factor, few],
            single: [factor + 0.01, factor + 0.01, few * 0.99],
        };
        const series = (labels: Labels, [atLong, atShort, failures]: [number, number, number]) => [
            of(`inference:slo:burn_rate${long}`, labels, steady(atLong)),
            of(`inference:slo:burn_rate${short}`, labels, steady(atShort)),
            of("inference:slo:failures_rate5m", labels, steady(failures)),
        ];
        return {
            by: ["namespace", "workload", "slo"],
            series: [
                ...Object.entries(objectives).flatMap(([slo, figures]) => series({ ...own, slo }, figures)),
                ...series({ ...own, workload: "another", slo: "bad" }, objectives["bad"]!),
                ...series({ ...own, namespace: "elsewhere", slo: "bad" }, objectives["bad"]!),
            ],
            fires: [{ ...own, slo: "bad" }],
        };
    };
}

const day = 86_400;

/** Seconds per sample where a case spans days. */
const coarse = 300;

const gpu = { UUID: "u", device: "nvidia0", modelName: "Tesla T4" };

/** GPUs `bad` and `good` of one node, each with its own value. */
function perGpu(metric: string, bad: string, good: string, labels: Labels = {}): InputSeries[] {
    const series = (name: string, values: string) =>
        of(
            metric,
            { ...gpu, hostname: "node-1", gpu: name, namespace: "ml", pod: name, container: "server", ...labels },
            values,
        );
    return [series("bad", bad), series("good", good)];
}

/** A counter that stands still for one label value and grows for the other. */
function growth(metric: string, label: string, labels: Labels = {}): InputSeries[] {
    return [
        of(metric, { ...labels, [label]: "bad" }, growing(1)),
        of(metric, { ...labels, [label]: "good" }, steady(7)),
    ];
}

/** Every alert of the platform and of its workloads; a rule without a row fails the tests. */
export const alertCases: Readonly<Record<string, (rule: Rule) => AlertCase>> = {
    InferenceLatencyHigh: (rule) => perVersion("inference:latency_seconds:p95", rule, { bad: 2.01, good: 2 }),
    InferenceErrorsHigh: (rule) => perVersion("inference:errors:ratio_rate5m", rule, { bad: 0.051, good: 0.05 }),
    InferenceAccuracyLow: (rule) => perVersion("inference:accuracy", rule, { bad: 0.849, good: 0.85 }),
    InferencePredictionDrift: (rule) => perVersion("inference:score_psi", rule, { bad: 0.201, good: 0.2 }),
    InferenceNoTraffic: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const stops = `1+0x${(8 * day) / coarse} stale`;
        return {
            by: ["namespace", "workload"],
            series: [
                of("inference:requests:rate5m", { ...own, version: "v1", revision: "" }, stops),
                of("inference:requests:rate5m", { ...own, version: "v2", revision: "" }, `0+0x${(9 * day) / coarse}`),
                // What goes on elsewhere neither hides nor raises it.
                of("inference:requests:rate5m", { ...own, workload: "another", version: "v1" }, steady(1, 3000)),
                of("inference:requests:rate5m", { ...own, namespace: "elsewhere", version: "v1" }, stops),
                of("inference:requests:rate5m", { ...own, workload: "a-third", version: "v1" }, stops),
            ],
            fires: [own],
            begins: 8 * day + coarse,
            step: coarse,
        };
    },
    InferenceMetricsAbsent: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        return {
            by: ["namespace", "workload"],
            series: [
                of("inference:measured_pods", { ...own, version: "v1" }, "2+0x4 stale"),
                of("inference:measured_pods", { ...own, workload: "another" }, steady(2)),
                of("inference:measured_pods", { ...own, namespace: "elsewhere" }, steady(2)),
            ],
            fires: [own],
            begins: 75,
            firesWithoutData: true,
        };
    },
    InferenceModelDigestMismatch: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const pod = (labels: Labels) => of("up", { ...own, revision: "r", ...labels }, steady(1));
        return {
            by: ["namespace", "workload", "version"],
            series: [
                pod({ pod: "a", version: "bad", model_digest: "1" }),
                pod({ pod: "b", version: "bad", model_digest: "2" }),
                pod({ pod: "c", version: "good", model_digest: "3" }),
                pod({ pod: "d", version: "good", model_digest: "3" }),
                // A rollout has two revisions with a content each.
                pod({ pod: "e", version: "good", model_digest: "4", revision: "s" }),
                // A pod without models, beside one with.
                pod({ pod: "f", version: "none", model_digest: "5" }),
                pod({ pod: "g", version: "none", model_digest: "" }),
                pod({ pod: "h", version: "foreign", model_digest: "6", workload: "another" }),
                pod({ pod: "i", version: "foreign", model_digest: "7", workload: "another" }),
                pod({ pod: "j", version: "away", model_digest: "6", namespace: "elsewhere" }),
                pod({ pod: "k", version: "away", model_digest: "7", namespace: "elsewhere" }),
            ],
            fires: [{ ...own, version: "bad" }],
        };
    },
    InferenceErrorBudgetBurn1h: burning("1h", "5m", 14.4, 1),
    InferenceErrorBudgetBurn6h: burning("6h", "30m", 6, 6),
    InferenceErrorBudgetBurn1d: burning("1d", "2h", 3, 24),
    InferenceErrorBudgetBurn3d: burning("3d", "6h", 1, 72),
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
    JobFailed: (rule) => {
        const { namespace, own, name, cronJob } = runsOf(rule);
        const failed = "0x3 1x2000";
        return {
            by: ["namespace", "job_name"],
            series: [
                ...own("0000000a", { failed, created: 100 }),
                ...own("0000000b", { complete: steady(1), created: 100 }),
                ...own("0000000a", { failed: steady(1), created: 100 }, { namespace: "elsewhere" }),
                ...run({ labels: { namespace, job_name: "another-0000000a" }, owner: "another", failed: steady(1) }),
                ...(cronJob === undefined
                    ? // A workload whose name begins with this one's.
                      own("eu-0000000a", { failed: steady(1) })
                    : [
                          ...own("0000000c", { failed: steady(1), created: 49 }),
                          ...run({
                              labels: { namespace, job_name: name("0000000d") },
                              owner: "another",
                              failed: steady(1),
                              created: 100,
                          }),
                          of("kube_cronjob_status_last_successful_time", { namespace, cronjob: cronJob }, steady(50)),
                          // A later success of another does not count.
                          of(
                              "kube_cronjob_status_last_successful_time",
                              { namespace, cronjob: "another" },
                              steady(1000),
                          ),
                      ]),
            ],
            fires: [{ namespace, job_name: name("0000000a") }],
            begins: 60,
        };
    },
    JobStuck: (rule) => {
        const { namespace, own, name } = runsOf(rule);
        const started = true;
        return {
            by: ["namespace", "job_name"],
            series: [
                // A pod that is ready for a minute.
                ...own("0000000a", { started, ready: "1x3 0x2000" }),
                ...own("0000000b", { started, ready: steady(1) }),
                ...own("0000000c", { started, complete: steady(1) }),
                ...own("0000000d", { started, failed: steady(1) }),
                ...own("0000000e", { started, suspended: steady(1) }),
                ...own("0000000f", {}),
                ...own("0000000a", { started }, { namespace: "elsewhere" }),
                ...run({ labels: { namespace, job_name: "another-0000000a" }, owner: "another", started }),
            ],
            fires: [{ namespace, job_name: name("0000000a") }],
            begins: 60,
        };
    },
    ModelBackupOld: (rule) => {
        const own = { namespace: watched(rule, "namespace"), cronjob: watched(rule, "cronjob") };
        const success = (labels: Labels, values: string) =>
            of("kube_cronjob_status_last_successful_time", { ...own, ...labels }, values);
        const begins = 27 * 3600 + coarse;
        return {
            by: ["namespace", "cronjob"],
            series: [
                // Created at 0 and successful after an hour, which nothing reports any longer in the end.
                of("kube_cronjob_created", own, steady(0)),
                success({}, `3600+0x${begins / coarse} stale`),
                success({ cronjob: "another" }, steady(0)),
                success({ namespace: "elsewhere" }, steady(0)),
            ],
            fires: [own],
            begins,
            step: coarse,
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
    GpuMemoryHigh: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_FB_USED", steady(901), steady(900)),
            ...perGpu("DCGM_FI_DEV_FB_FREE", steady(99), steady(100)),
        ],
        fires: [{ hostname: "node-1", gpu: "bad" }],
    }),
    GpuXidErrors: () => ({
        by: ["hostname", "gpu", "xid"],
        series: [
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "79" }),
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "31" }),
            ...perGpu("DCGM_EXP_XID_ERRORS_COUNT", steady(1), steady(0), { xid: "13" }),
        ],
        fires: [{ hostname: "node-1", gpu: "bad", xid: "79" }],
    }),
    GpuMemoryErrors: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "0x3 1x2000", steady(1)),
            ...perGpu("DCGM_FI_DEV_RETIRED_PENDING", steady(0), steady(0)),
            of("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", { ...gpu, hostname: "node-2", gpu: "pending" }, steady(0)),
            of("DCGM_FI_DEV_RETIRED_PENDING", { ...gpu, hostname: "node-2", gpu: "pending" }, "0x3 1x2000"),
        ],
        fires: [
            { hostname: "node-1", gpu: "bad" },
            { hostname: "node-2", gpu: "pending" },
        ],
        begins: 60,
    }),
    GpuThrottled: () => ({
        by: ["hostname", "gpu"],
        series: [
            ...perGpu("DCGM_FI_DEV_THERMAL_VIOLATION", growing(60_000), growing(50_000)),
            ...perGpu("DCGM_FI_DEV_POWER_VIOLATION", growing(45_000), growing(45_000)),
        ],
        fires: [{ hostname: "node-1", gpu: "bad" }],
        // A rate over five minutes is complete after nearly as long.
        begins: 300,
    }),
    GpuIdle: () => ({
        by: ["namespace", "pod"],
        series: [
            ...perGpu("DCGM_FI_DEV_GPU_UTIL", steady(4), steady(5)),
            // Nobody's GPU is the autoscaler's business.
            of("DCGM_FI_DEV_GPU_UTIL", { ...gpu, hostname: "node-1", gpu: "free", pod: "", namespace: "" }, steady(0)),
            // A request every ten minutes is use.
            of(
                "DCGM_FI_DEV_GPU_UTIL",
                { ...gpu, hostname: "node-1", gpu: "seldom", namespace: "ml", pod: "seldom" },
                Array.from({ length: 10 }, () => "0x39 90").join(" "),
            ),
        ],
        fires: [{ namespace: "ml", pod: "bad" }],
    }),
    GpuMetricsMissing: () => ({
        by: ["node"],
        series: [
            of("kube_node_status_allocatable", { node: "bad", resource: "nvidia_com_gpu", unit: "integer" }, steady(1)),
            of(
                "kube_node_status_allocatable",
                { node: "good", resource: "nvidia_com_gpu", unit: "integer" },
                steady(1),
            ),
            of("kube_node_status_allocatable", { node: "plain", resource: "cpu", unit: "core" }, steady(8)),
            of(
                "kube_node_status_allocatable",
                { node: "starting", resource: "nvidia_com_gpu", unit: "integer" },
                steady(0),
            ),
            of("DCGM_FI_DEV_GPU_UTIL", { ...gpu, gpu: "0", hostname: "good" }, steady(50)),
        ],
        fires: [{ node: "bad" }],
    }),
    GpuPodPending: () => {
        const phase = (pod: string, name: string) =>
            of("kube_pod_status_phase", { namespace: "ml", pod, uid: pod, phase: name }, steady(1));
        const asks = (pod: string, resource: string) =>
            of(
                "kube_pod_container_resource_requests",
                { namespace: "ml", pod, uid: pod, container: "server", resource },
                steady(1),
            );
        return {
            by: ["namespace", "pod"],
            series: [
                phase("bad", "Pending"),
                asks("bad", "nvidia_com_gpu"),
                phase("runs", "Running"),
                asks("runs", "nvidia_com_gpu"),
                of("kube_pod_status_phase", { namespace: "ml", pod: "runs", uid: "runs", phase: "Pending" }, steady(0)),
                phase("plain", "Pending"),
                asks("plain", "cpu"),
                of(
                    "kube_pod_container_resource_requests",
                    { namespace: "ml", pod: "zero", uid: "zero", container: "server", resource: "nvidia_com_gpu" },
                    steady(0),
                ),
                phase("zero", "Pending"),
            ],
            fires: [{ namespace: "ml", pod: "bad" }],
        };
    },
    GpuDevicePluginMissing: () => {
        const node = (name: string, accelerator: string, gpus: number, resource = "nvidia_com_gpu") => [
            of("kube_node_labels", { node: name, label_accelerator: accelerator }, steady(1)),
            of("kube_node_status_allocatable", { node: name, resource, unit: "integer" }, steady(gpus)),
        ];
        return {
            by: ["node"],
            series: [
                ...node("bad", "t4", 0),
                ...node("good", "t4", 1),
                ...node("plain", "", 0),
                ...node("blind", "t4", 8, "cpu"),
            ],
            fires: [{ node: "bad" }, { node: "blind" }],
        };
    },
    NodeGroupAtMaximum: () => {
        const group = (name: string, target: number, max: number) => [
            of("cluster_autoscaler_node_group_target_count", { node_group: name, pod: "a" }, steady(target)),
            of("cluster_autoscaler_node_group_max_count", { node_group: name, pod: "a" }, steady(max)),
        ];
        return {
            by: ["node_group"],
            series: [
                ...group("bad", 8, 8),
                ...group("good", 7, 8),
                ...group("closed", 0, 0),
                // Nobody waits during the first minute.
                of("cluster_autoscaler_unschedulable_pods_count", { pod: "a" }, "0x3 1x2000"),
            ],
            fires: [{ node_group: "bad" }],
            begins: 60,
        };
    },
    SecretChangesNotFollowed: () => {
        const available = (namespace: string, deployment: string, values: string) =>
            of("kube_deployment_status_replicas_available", { namespace, deployment }, values);
        return {
            by: ["namespace", "deployment"],
            series: [
                available("reloader", "reloader", "1+0x3 0+0x2000"),
                available("reloader", "other", steady(0)),
                available("elsewhere", "reloader", steady(0)),
            ],
            fires: [{ namespace: "reloader", deployment: "reloader" }],
            begins: 60,
        };
    },
    SecretRestartFailing: () => ({
        by: ["pod"],
        series: [
            ...growth("reloader_reload_executed_total", "pod", { success: "false" }),
            of("reloader_reload_executed_total", { pod: "busy", success: "true" }, growing(1)),
        ],
        fires: [{ pod: "bad" }],
        begins: 15,
    }),
    NodeScaleUpFailing: () => ({
        by: ["reason"],
        series: [
            of("cluster_autoscaler_failed_scale_ups_total", { reason: "bad", pod: "a" }, "0x3 3x2000"),
            of("cluster_autoscaler_failed_scale_ups_total", { reason: "good", pod: "a" }, "0x3 1x2000"),
        ],
        fires: [{ reason: "bad" }],
        begins: 60,
    }),
    SpotNodeInterrupted: () => {
        const node = (name: string, spot: string, cordoned: string) => [
            of("kube_node_spec_unschedulable", { node: name }, cordoned),
            of("kube_node_labels", { node: name, label_spot: spot }, steady(1)),
        ];
        return {
            by: ["node"],
            series: [
                ...node("bad", "true", "0x3 1x2000"),
                ...node("good", "true", steady(0)),
                ...node("paid", "", steady(1)),
            ],
            fires: [{ node: "bad" }],
            begins: 60,
        };
    },
    ZoneLost: () => {
        const nodes = (zone: string, ready: readonly number[]) =>
            ready.flatMap((value, i) => [
                of("kube_node_labels", { node: `${zone}${i}`, label_topology_kubernetes_io_zone: zone }, steady(1)),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "Ready", status: "true" },
                    steady(value),
                ),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "Ready", status: "false" },
                    steady(0),
                ),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "DiskPressure", status: "true" },
                    steady(0),
                ),
            ]);
        return {
            by: ["label_topology_kubernetes_io_zone"],
            series: [
                ...nodes("bad", [0, 0, 1]),
                ...nodes("good", [0, 1]),
                // Nodes of no zone, which on-premises clusters have.
                of("kube_node_labels", { node: "x", label_topology_kubernetes_io_zone: "" }, steady(1)),
                of("kube_node_status_condition", { node: "x", condition: "Ready", status: "true" }, steady(0)),
            ],
            fires: [{ label_topology_kubernetes_io_zone: "bad" }],
        };
    },
    MeshPushErrors: () => ({
        by: ["pod"],
        series: [
            ...growth("pilot_total_xds_rejects", "pod"),
            of("pilot_total_xds_internal_errors", { pod: "internal" }, growing(1)),
            of("pilot_total_xds_internal_errors", { pod: "well" }, steady(3)),
            of("pilot_xds_write_timeout", { pod: "timeout" }, growing(1)),
            of("pilot_xds_write_timeout", { pod: "fine" }, steady(3)),
        ],
        fires: [{ pod: "bad" }, { pod: "internal" }, { pod: "timeout" }],
        begins: 15,
    }),
    MeshPlaintext: () => {
        const requests = (labels: Labels, values = growing(1)) =>
            of(
                "istio_requests_total",
                {
                    reporter: "destination",
                    connection_security_policy: "none",
                    destination_workload_namespace: "ml",
                    source_workload: "caller",
                    ...labels,
                },
                values,
            );
        return {
            by: ["destination_workload"],
            series: [
                requests({ destination_workload: "bad" }),
                requests({ destination_workload: "past" }, steady(9)),
                requests({ destination_workload: "good", connection_security_policy: "mutual_tls" }),
                // A caller does not know.
                requests({ destination_workload: "seen", reporter: "source", connection_security_policy: "unknown" }),
            ],
            fires: [{ destination_workload: "bad" }],
            begins: 15,
        };
    },
    MeshRootCertificateExpiring: () => ({
        by: [],
        // 30 days, and a minute more.
        series: [of("citadel_server_root_cert_expiry_seconds", { pod: "a" }, "2592060-15x2000")],
        fires: [{}],
        begins: 75,
    }),
    PrometheusTargetsDown: () => {
        const targets = (job: string, values: readonly number[]) =>
            values.map((value, i) => of("up", { namespace: "n", job, instance: `${i}` }, steady(value)));
        return {
            by: ["namespace", "job"],
            series: [
                ...targets("bad", [0, 1, 1, 1, 1, 1, 1, 1, 1]),
                ...targets("good", [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            ],
            fires: [{ namespace: "n", job: "bad" }],
        };
    },
    PrometheusRulesFailing: () => ({
        by: ["rule_group"],
        series: growth("prometheus_rule_evaluation_failures_total", "rule_group", { pod: "a" }),
        fires: [{ rule_group: "bad" }],
        begins: 15,
    }),
    PrometheusNearRetentionSize: () => ({
        by: ["pod"],
        series: [
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "bad" }, steady(91)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "bad" }, steady(100)),
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "good" }, steady(90)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "good" }, steady(100)),
            // No limit by size.
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "free" }, steady(90)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "free" }, steady(0)),
        ],
        fires: [{ pod: "bad" }],
    }),
    PrometheusLimitBeyondVolume: () => {
        const pod = (name: string, limit: number, capacity: number, namespace = "monitoring") => [
            of("prometheus_tsdb_retention_limit_bytes", { pod: `prometheus-${name}-0` }, steady(limit)),
            of(
                "kubelet_volume_stats_capacity_bytes",
                { namespace, persistentvolumeclaim: `prometheus-${name}-db-prometheus-${name}-0` },
                steady(capacity),
            ),
        ];
        return {
            by: ["pod"],
            series: [
                ...pod("bad", 96, 100),
                ...pod("good", 95, 100),
                // Of the same name elsewhere, and large.
                pod("bad", 0, 1000, "another")[1]!,
                // Of somebody else's Prometheus.
                ...pod("foreign", 96, 10, "another"),
            ],
            fires: [{ pod: "prometheus-bad-0" }],
        };
    },
    AlertsNotDelivered: () => ({
        by: ["integration"],
        series: growth("alertmanager_notifications_failed_total", "integration", { pod: "a", reason: "serverError" }),
        fires: [{ integration: "bad" }],
        begins: 15,
    }),
    LogsRefused: () => ({
        by: ["reason"],
        series: growth("loki_discarded_samples_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
    LogsDropped: () => ({
        by: ["reason"],
        series: growth("loki_write_dropped_entries_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
    LokiFailing: () => {
        const requests = (route: string, status: string, perSecond: number) =>
            of(
                "loki_request_duration_seconds_count",
                { route, status_code: status, method: "POST" },
                growing(perSecond),
            );
        return {
            by: ["route"],
            series: [
                requests("bad", "200", 8),
                requests("bad", "500", 1),
                requests("good", "200", 9),
                requests("good", "500", 1),
                requests("mistaken", "400", 9),
                requests("mistaken", "200", 9),
            ],
            fires: [{ route: "bad" }],
            begins: 15,
        };
    },
    TracesRefused: () => ({
        by: ["receiver"],
        series: growth("otelcol_receiver_refused_spans_total", "receiver", { job: "otel-collector" }),
        fires: [{ receiver: "bad" }],
        begins: 15,
    }),
    TracesNotSent: () => ({
        by: ["exporter"],
        series: growth("otelcol_exporter_send_failed_spans_total", "exporter", { job: "otel-sampler" }),
        fires: [{ exporter: "bad" }],
        begins: 15,
    }),
    TempoDiscardsSpans: () => ({
        by: ["reason"],
        series: growth("tempo_discarded_spans_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
};

/** A run of a Job, by its labels, with the series that an alert on Jobs reads. */
interface Run {
    readonly labels: Labels;
    /** CronJob that has made it. Default: none. */
    readonly owner?: string;
    readonly created?: number;
    readonly started?: true;
    readonly ready?: string;
    readonly failed?: string;
    readonly complete?: string;
    readonly suspended?: string;
}

function run({ labels, owner = "", created = 0, started, ready, failed, complete, suspended }: Run): InputSeries[] {
    const owned = { owner_kind: owner === "" ? "" : "CronJob", owner_name: owner };
    // A condition of any status has a series for each; those of a run that goes on are false.
    const condition = (metric: string, values = steady(0)) => [
        of(metric, { ...labels, condition: "true" }, values),
        of(metric, { ...labels, condition: "false" }, steady(1)),
    ];
    return [
        of("kube_job_owner", { ...labels, ...owned }, steady(1)),
        of("kube_job_created", labels, steady(created)),
        ...(started === undefined ? [] : [of("kube_job_status_start_time", labels, steady(created))]),
        of("kube_job_status_ready", labels, ready ?? steady(0)),
        ...(suspended === undefined ? [] : [of("kube_job_status_suspended", labels, suspended)]),
        ...condition("kube_job_failed", failed),
        ...condition("kube_job_complete", complete),
    ];
}

/** Builds the runs of the workload of a rule and those of others, whether its Jobs are a CronJob's or its own. */
function runsOf(rule: Rule) {
    const namespace = watched(rule, "namespace");
    const owner = /owner_name="([^"]+)"/.exec(rule.expr)?.[1];
    const job = owner ?? watched(rule, "job_name").replace(/-\[.*$/, "");
    return {
        namespace,
        own: (hash: string, facts: Omit<Run, "labels" | "owner"> = {}, labels: Labels = {}) =>
            run({
                labels: { namespace, job_name: `${job}-${hash}`, ...labels },
                ...(owner !== undefined && { owner }),
                ...facts,
            }),
        name: (hash: string) => `${job}-${hash}`,
        cronJob: owner,
    };
}

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
