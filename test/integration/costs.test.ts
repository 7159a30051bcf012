import assert from "node:assert/strict";
import { render } from "./rendered";
import { groupsOf, type InputSeries, type RuleTest, testRules } from "./rules/promtool";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

/** Minutes of a day and an hour. */
const minutes = 25 * 60;

function of(name: string, labels: Readonly<Record<string, string>>, value: number | string): InputSeries {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return {
        series: `${name}{${pairs.join(", ")}}`,
        values: typeof value === "number" ? `${value}x${minutes}` : value,
    };
}

function node(name: string, gpus: number, labels: Readonly<Record<string, string>> = {}): InputSeries[] {
    const type = { label_node_kubernetes_io_instance_type: "g4dn.xlarge" };
    return [
        of("kube_node_labels", { node: name, ...type, ...labels }, 1),
        of("kube_node_status_allocatable", { node: name, resource: "nvidia_com_gpu" }, gpus),
        of("kube_node_status_allocatable", { node: name, resource: "cpu" }, 4),
    ];
}

interface Pod {
    readonly name: string;
    readonly app: string;
    readonly node: string;
    readonly phase?: string;
    readonly utilization?: number;
}

function pod({ name, app, node, phase = "Running", utilization }: Pod): InputSeries[] {
    const of_ = { namespace: "ml", pod: name, uid: name };
    return [
        of("kube_pod_labels", { ...of_, label_app: app }, 1),
        of("kube_pod_status_phase", { ...of_, phase: "Running" }, phase === "Running" ? 1 : 0),
        of(
            "kube_pod_container_resource_requests",
            { ...of_, container: "server", node, resource: "nvidia_com_gpu" },
            1,
        ),
        of("kube_pod_container_resource_requests", { ...of_, container: "server", node, resource: "cpu" }, 2),
        ...(utilization === undefined
            ? []
            : [of("DCGM_FI_DEV_GPU_UTIL", { hostname: node, gpu: "0", namespace: "ml", pod: name }, utilization)]),
    ];
}

/**
 * A node on demand, and one on spot whose GPU two pods share in turns: one of the slices is free. Pods that wait or are done
 * hold nothing.
 */
const cluster: readonly InputSeries[] = [
    ...node("paid", 1),
    ...node("spot", 2, { label_spot: "true" }),
    ...node("plain", 0, { label_node_kubernetes_io_instance_type: "m7i.large" }),
    ...pod({ name: "scorer-a", app: "scorer", node: "paid", utilization: 60 }),
    ...pod({ name: "detector-a", app: "detector", node: "spot", utilization: 4 }),
    ...pod({ name: "detector-b", app: "detector", node: "", phase: "Pending" }),
    ...pod({ name: "detector-c", app: "detector", node: "spot", phase: "Succeeded" }),
    // Two requests per second, one in four of which fails.
    of("inference:requests:rate5m", { namespace: "ml", workload: "scorer", version: "v1", revision: "r" }, 2),
    of("inference:errors:ratio_rate5m", { namespace: "ml", workload: "scorer", version: "v1", revision: "r" }, 0.25),
    // Without errors there may be no ratio.
    of("inference:requests:rate5m", { namespace: "ml", workload: "detector", version: "v1", revision: "r" }, 0.5),
];

describeStacks(
    "Costs of GPUs",
    async (stack) => {
        await ensureTool("promtool");
        const { manifests } = await render(stack, ['prices={instances: {"g4dn.xlarge": 1}, spotPercent: 50}']);
        return manifests.filter(
            ({ kind, metadata }) => kind === "PrometheusRule" && metadata.namespace === "monitoring",
        );
    },
    (prepared) => {
        const expected = async (at: string, values: Readonly<Record<string, Readonly<Record<string, number>>>>) => {
            const test: RuleTest = {
                name: "costs",
                interval: "1m",
                input_series: cluster,
                promql_expr_test: Object.entries(values).map(([expr, samples]) => ({
                    expr,
                    eval_time: at,
                    exp_samples: Object.entries(samples).map(([labels, value]) => ({
                        labels: `${expr}${labels}`,
                        value,
                    })),
                })),
            };
            const rules = prepared().filter((rule) => groupsOf(rule).some(({ name }) => name.startsWith("gpu-cost")));
            assert.equal(rules.length, 1);
            assert.equal(await testRules(rules, [test], "5m"), "");
        };
        const scorer = '{namespace="ml", workload="scorer"}';
        const detector = '{namespace="ml", workload="detector"}';

        it("go to the workloads whose running pods hold them, a shared GPU by its slices", async () => {
            await expected("2h", {
                "gpu:workload_gpus": { [scorer]: 1, [detector]: 0.5 },
                "gpu:workload_usd_per_hour": { [scorer]: 1, [detector]: 0.25 },
                "gpu:node_usd_per_hour": { '{node="paid"}': 1, '{node="spot"}': 0.5 },
            });
        });

        it("say what is paid for and not used", async () => {
            await expected("2h", {
                "gpu:workload_idle_usd_per_hour": { [detector]: 0.25 },
                "gpu:node_free_usd_per_hour": { '{node="paid"}': 0, '{node="spot"}': 0.25 },
            });
        });

        it("are summed up over a day, also for a thousand predictions", async () => {
            const thousands = { scorer: (1.5 * 86_400) / 1000, detector: (0.5 * 86_400) / 1000 };
            await expected("25h", {
                "gpu:workload_hours:1d": { [scorer]: 24, [detector]: 12 },
                "gpu:workload_usd:1d": { [scorer]: 24, [detector]: 6 },
                "inference:answers:rate5m": { [scorer]: 1.5, [detector]: 0.5 },
                "gpu:usd_per_thousand_predictions:1d": {
                    [scorer]: 24 / thousands.scorer,
                    [detector]: 6 / thousands.detector,
                },
                "gpu:hours_per_thousand_predictions:1d": {
                    [scorer]: 24 / thousands.scorer,
                    [detector]: 12 / thousands.detector,
                },
            });
        });

        it("are in the alert on an idle GPU, which fires without a price too", async () => {
            const alert = (summary: string) => ({
                eval_time: "3h",
                alertname: "GpuIdle",
                exp_alerts: [
                    {
                        exp_labels: {
                            severity: "info",
                            namespace: "ml",
                            pod: "detector-a",
                            hostname: "spot",
                            gpu: "0",
                        },
                        exp_annotations: {
                            summary,
                            description:
                                "The GPU has been allocated for an hour and used for less than 5 % of the time: it costs as much as a busy one.",
                            runbook_url: "docs/runbooks/gpu-idle.md",
                        },
                    },
                ],
            });
            const idle = "ml/detector-a holds a GPU and does not use it";
            const test = (summary: string): RuleTest => ({
                name: "idle",
                interval: "1m",
                input_series: cluster,
                alert_rule_test: [alert(summary)],
            });
            assert.equal(await testRules(prepared(), [test(`${idle}: 0.25 USD per hour`)], "1m"), "");
            const alerts = prepared().filter((rule) => !groupsOf(rule).some(({ name }) => name.startsWith("gpu-cost")));
            assert.equal(await testRules(alerts, [test(idle)], "1m"), "");
        });
    },
);
