import { type AlertsConfig, alertSeverities, type AlertSeverity, type ReceiverConfig } from "../../../config/alerts";
import { type AlertTopics } from "../../cloud";

/** Receiver that drops what it gets: alerts stay visible in Alertmanager and Grafana. */
const nobody = "null";

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
        : `alerts of severity ${silent.join(" and ")} reach nobody, they only show in Alertmanager and Grafana: ` +
              `name a receiver in ${silent.map((severity) => `addons.monitoring.alerts.${severity}`).join(" and ")}`;
}

/** Alertmanager's configuration: one route per severity that has a receiver, nothing for the others. */
export function alertmanagerConfig(alerts: AlertsConfig, topics: AlertTopics) {
    const routed = alertSeverities.flatMap((severity) => {
        const receiver = alerts[severity];
        return receiver === undefined ? [] : [{ severity, receiver }];
    });
    return {
        route: {
            receiver: nobody,
            group_by: ["namespace", "alertname"],
            group_wait: "30s",
            group_interval: "5m",
            repeat_interval: "12h",
            routes: [
                // Watchdog always fires, to prove that alerting works; it must not page.
                { receiver: nobody, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
                ...routed.map(({ severity }) => ({ receiver: severity, matchers: [`severity = "${severity}"`] })),
            ],
        },
        receivers: [
            { name: nobody },
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
