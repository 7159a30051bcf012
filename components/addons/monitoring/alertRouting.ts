import { type AlertsConfig, alertSeverities, type AlertSeverity, type ReceiverConfig } from "../../../config/alerts";
import { type AlertTopics } from "../../cloud";

/** Receiver that drops what it gets: alerts stay visible in Alertmanager and Grafana. */
const noReceiver = "null";

/** Key that every alerting secret has in the cluster, whatever the receiver reads from it. */
export const alertSecretKey = "value";

/** Name of the Kubernetes Secret that holds what the receiver of a severity needs. */
export function alertSecretName(severity: AlertSeverity): string {
    return `alert-receiver-${severity}`;
}

/** Secrets that Alertmanager mounts. */
export function alertSecretNames(alerts: AlertsConfig): string[] {
    return severitiesWithSecret(alerts).map(({ severity }) => alertSecretName(severity));
}

/** Severities whose receiver reads a secret, and the secret's name in the cloud's secret store. */
export function severitiesWithSecret(alerts: AlertsConfig): { severity: AlertSeverity; secret: string }[] {
    return alertSeverities.flatMap((severity) => {
        const receiver = alerts[severity];
        return receiver === undefined || receiver.kind === "sns" ? [] : [{ severity, secret: receiver.secret }];
    });
}

/** Topics that receivers publish to, each once. */
export function topicsOf(alerts: AlertsConfig): readonly string[] {
    const topics = alertSeverities.flatMap((severity) => {
        const receiver = alerts[severity];
        return receiver?.kind === "sns" ? [receiver.topicArn] : [];
    });
    return [...new Set(topics)];
}

/** Severities that require action. */
const actionable: readonly AlertSeverity[] = ["critical", "warning"];

/** Warning for a stack whose actionable alerts have no receiver; undefined when every actionable severity has one. */
export function silentAlerts(alerts: AlertsConfig): string | undefined {
    const silent = actionable.filter((severity) => alerts[severity] === undefined);
    return silent.length === 0
        ? undefined
        : `alerts of severity ${silent.join(" and ")} have no receiver and appear only in Alertmanager and Grafana: ` +
              `set ${silent.map((severity) => `addons.monitoring.alerts.${severity}`).join(" and ")}`;
}

/** Alerts of the chart and ours on pods, nodes and targets that a lost node or zone brings with it. */
const followNodes =
    "Kube(Pod|Deployment|StatefulSet|DaemonSet|Job|Container|Node|Kubelet).*|JobStuck|PrometheusTargetsDown|Gpu(MetricsMissing|DevicePluginMissing|PodPending)|InferencePodsRestarting";

/** What a workload's alert on errors or absent metrics explains already. */
const followOutage =
    "InferenceLatencyHigh|InferenceNoTraffic|InferenceAccuracyLow|InferencePredictionDrift|InferenceScalingFallback|InferenceAutoscaler(Missing|Inactive)|InferencePodsRestarting|InferenceErrorBudgetBurn(1d|3d)";

/**
 * One failure, one notification: an alert that says what happened holds back those that follow from it. Alerts on what
 * callers notice are never held back by a lost node.
 */
const inhibitRules = [
    {
        source_matchers: ['severity = "critical"'],
        target_matchers: ['severity =~ "warning|info"'],
        equal: ["namespace", "alertname", "workload"],
    },
    {
        source_matchers: ['alertname =~ "ZoneLost|KubeNodeNotReady|KubeNodeUnreachable"'],
        target_matchers: [`alertname =~ "${followNodes}"`, 'alertname !~ "KubeNodeNotReady|KubeNodeUnreachable"'],
    },
    {
        source_matchers: ['alertname = "ZoneLost"'],
        target_matchers: ['alertname =~ "KubeNodeNotReady|KubeNodeUnreachable"'],
    },
    {
        source_matchers: ['alertname =~ "InferenceErrorsHigh|InferenceMetricsAbsent"'],
        target_matchers: [`alertname =~ "${followOutage}"`],
        equal: ["namespace", "workload"],
    },
    {
        source_matchers: ['alertname = "InferenceErrorBudgetBurn1h"'],
        target_matchers: ['alertname =~ "InferenceErrorBudgetBurn(6h|1d|3d)"'],
        equal: ["namespace", "workload", "slo"],
    },
    {
        source_matchers: ['alertname = "InferenceErrorBudgetBurn6h"'],
        target_matchers: ['alertname =~ "InferenceErrorBudgetBurn(1d|3d)"'],
        equal: ["namespace", "workload", "slo"],
    },
    {
        source_matchers: ['alertname =~ "InferenceAutoscaler(Missing|Inactive)"'],
        target_matchers: ['alertname = "InferenceScalingFallback"'],
        equal: ["namespace", "workload"],
    },
    // The chart's own alerts on Jobs say less than ours.
    {
        source_matchers: ['alertname =~ "JobFailed|JobStuck"'],
        target_matchers: ['alertname =~ "KubeJobFailed|KubeJobNotCompleted"'],
        equal: ["namespace", "job_name"],
    },
    // The chart's: informative alerts show only beside a warning of the same namespace.
    {
        source_matchers: ['alertname = "InfoInhibitor"'],
        target_matchers: ['severity = "info"', 'alertname !~ "Gpu.*|Spot.*"'],
        equal: ["namespace"],
    },
] as const;

/** Alertmanager's configuration: one route per severity that has a receiver, nothing for the others. */
export function alertmanagerConfig(alerts: AlertsConfig, topics: AlertTopics) {
    const routed = alertSeverities.flatMap((severity) => {
        const receiver = alerts[severity];
        return receiver === undefined ? [] : [{ severity, receiver }];
    });
    return {
        route: {
            receiver: noReceiver,
            // One notification for all pods and versions of a workload, whichever of its alerts comes first.
            group_by: ["alertname", "namespace", "workload"],
            group_wait: "30s",
            group_interval: "5m",
            repeat_interval: "12h",
            routes: [
                // Watchdog always fires, to prove that alerting works; it must not page.
                { receiver: noReceiver, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
                ...routed.map(({ severity }) => ({ receiver: severity, matchers: [`severity = "${severity}"`] })),
            ],
        },
        inhibit_rules: inhibitRules,
        receivers: [
            { name: noReceiver },
            ...routed.map(({ severity, receiver }) => ({
                name: severity,
                ...receiverSettings(severity, receiver, topics),
            })),
        ],
    };
}

function receiverSettings(
    severity: AlertSeverity,
    receiver: ReceiverConfig,
    topics: AlertTopics,
): Readonly<Record<string, unknown>> {
    // Alertmanager reads secrets from files, so that its own configuration holds none.
    const file = `/etc/alertmanager/secrets/${alertSecretName(severity)}/${alertSecretKey}`;
    switch (receiver.kind) {
        case "slack":
            return { slack_configs: [{ api_url_file: file, channel: receiver.channel, send_resolved: true }] };
        case "pagerduty":
            return {
                pagerduty_configs: [{ routing_key_file: file, severity, send_resolved: true }],
            };
        case "webhook":
            return { webhook_configs: [{ url_file: file, send_resolved: true }] };
        case "sns":
            return topics.receiver(receiver.topicArn);
        default:
            return receiver satisfies never;
    }
}
