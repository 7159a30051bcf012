import assert from "node:assert/strict";
import { alertSeverities } from "../../config/alerts";
import { render } from "./rendered";
import { alertmanagerConfigOf, type AlertLabels, amtool, notifications } from "./rules/alertmanager";
import { type RuleTest, testRules } from "./rules/promtool";
import { zoneLoss } from "./rules/zoneLoss";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

const receivers = alertSeverities.map((severity) => `${severity}: {kind: slack, secret: alerts/slack, channel: "#a"}`);

/** What our rules say of a lost zone, beside the alert that names it. */
const followers = ["GpuMetricsMissing", "GpuPodPending", "PrometheusTargetsDown"];

/** What the chart's own rules say of it. Source: kubernetes-mixin, alerts of nodes and of pods. */
const chartAlerts: readonly AlertLabels[] = [
    ...["system-c", "gpu-c"].flatMap((node) => [
        { alertname: "KubeNodeNotReady", severity: "warning", node },
        { alertname: "KubeNodeUnreachable", severity: "warning", node },
    ]),
    { alertname: "KubePodNotReady", severity: "warning", namespace: "ml-production", pod: "scorer-c" },
    {
        alertname: "KubeDeploymentReplicasMismatch",
        severity: "warning",
        namespace: "istio-system",
        deployment: "istiod",
    },
    { alertname: "KubeDaemonSetRolloutStuck", severity: "warning", namespace: "logging", daemonset: "alloy" },
];

const zoneLost: AlertLabels = { alertname: "ZoneLost", severity: "critical", label_topology_kubernetes_io_zone: "c" };
const following: readonly AlertLabels[] = [
    { alertname: "GpuMetricsMissing", severity: "warning", node: "gpu-c" },
    { alertname: "GpuPodPending", severity: "warning", namespace: "ml-production", pod: "scorer-c" },
    { alertname: "PrometheusTargetsDown", severity: "warning", namespace: "monitoring", job: "node-exporter" },
];

describeStacks(
    "Notifications",
    async (stack) => {
        await Promise.all([ensureTool("promtool"), ensureTool("amtool"), ensureTool("notified")]);
        const rendered = await render(stack, [`addons.monitoring.alerts={${receivers.join(", ")}}`]);
        const rules = rendered.manifests.filter(
            ({ kind, metadata }) => kind === "PrometheusRule" && metadata.namespace === "monitoring",
        );
        return { config: alertmanagerConfigOf(rendered), rules };
    },
    (prepared) => {
        it("have a configuration that amtool accepts", async () => {
            const answer = await amtool(prepared().config, ["check-config", "CONFIG"]);
            assert.match(answer, /SUCCESS/);
            assert.match(answer, /4 receivers/);
        });

        it("go to the receiver of their severity, and those that prove that alerting works to nobody", async () => {
            const route = (receiver: string, labels: AlertLabels) =>
                amtool(prepared().config, [
                    "config",
                    "routes",
                    "test",
                    "--config.file=CONFIG",
                    `--verify.receivers=${receiver}`,
                    ...Object.entries(labels).map(([label, value]) => `${label}=${value}`),
                ]);
            for (const severity of alertSeverities) {
                await route(severity, { alertname: "InferenceErrorsHigh", severity, workload: "scorer" });
            }
            await route("null", { alertname: "Watchdog", severity: "none" });
            await route("null", { alertname: "InfoInhibitor", severity: "none" });
            await assert.rejects(route("warning", { alertname: "InferenceErrorsHigh", severity: "critical" }));
        });

        it("are many when a zone is lost: the rules say so from several sides", async () => {
            const firing = (time: string, names: readonly string[]) => ({
                expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
                eval_time: time,
                exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
            });
            const test: RuleTest = {
                name: "zone c is lost after ten minutes",
                interval: "15s",
                input_series: zoneLoss,
                promql_expr_test: [
                    firing("9m", []),
                    firing("14m", ["ZoneLost"]),
                    firing("30m", ["ZoneLost", ...followers]),
                ],
            };
            assert.equal(await testRules(prepared().rules, [test]), "");
            assert.deepEqual(
                following.map(({ alertname }) => alertname),
                followers,
            );
        });

        it("are one when a zone is lost: the alert that names it", async () => {
            assert.deepEqual(await notifications(prepared().config, [zoneLost, ...following, ...chartAlerts]), [
                { receiver: "critical", group: { alertname: "ZoneLost" }, alerts: 1 },
            ]);
        });

        it("are sent of everything that follows while no zone is lost", async () => {
            const sent = await notifications(prepared().config, following);
            assert.deepEqual(sent.map(({ group }) => group["alertname"]).sort(), followers);
        });

        it("never hold back what callers notice", async () => {
            const errors = {
                alertname: "InferenceErrorsHigh",
                severity: "critical",
                namespace: "ml-production",
                workload: "scorer",
            };
            const slow = { ...errors, alertname: "InferenceLatencyHigh", severity: "warning" };
            const elsewhere = { ...slow, workload: "detector" };
            const sent = await notifications(prepared().config, [zoneLost, errors, slow, elsewhere]);
            assert.deepEqual(
                sent.map(({ group }) => [group["alertname"], group["workload"]]),
                [
                    ["ZoneLost", undefined],
                    ["InferenceErrorsHigh", "scorer"],
                    // The latency of a workload that fails is explained; that of another one is not.
                    ["InferenceLatencyHigh", "detector"],
                ],
            );
        });

        it("of two versions of a workload are one", async () => {
            const alert = {
                alertname: "InferenceErrorsHigh",
                severity: "critical",
                namespace: "ml",
                workload: "scorer",
            };
            assert.deepEqual(
                await notifications(prepared().config, [
                    { ...alert, version: "v1" },
                    { ...alert, version: "v2" },
                ]),
                [
                    {
                        receiver: "critical",
                        group: { alertname: "InferenceErrorsHigh", namespace: "ml", workload: "scorer" },
                        alerts: 2,
                    },
                ],
            );
        });
    },
);
