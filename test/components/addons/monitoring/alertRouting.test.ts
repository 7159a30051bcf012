import assert from "node:assert/strict";
import {
    alertmanagerConfig,
    alertSecretNames,
    silentAlerts,
} from "../../../../components/addons/monitoring/alertRouting";
import { alertTopics } from "../../../../components/aws/messaging/alertTopics";

describe("alert routing", () => {
    it("sends nothing anywhere by default", () => {
        assert.deepEqual(alertmanagerConfig({}, alertTopics).receivers, [{ name: "null" }]);
        assert.deepEqual(alertSecretNames({}), []);
    });

    it("names the alerts that have no receiver, while there are any", () => {
        const receiver = { kind: "slack", secret: "s", channel: "#a" } as const;
        assert.equal(
            silentAlerts({}),
            "alerts of severity critical and warning have no receiver and appear only in Alertmanager and Grafana: " +
                "set addons.monitoring.alerts.critical and addons.monitoring.alerts.warning",
        );
        assert.match(silentAlerts({ critical: receiver }) ?? "", /^alerts of severity warning have no receiver/);
        assert.equal(silentAlerts({ critical: receiver, warning: receiver }), undefined);
    });

    it("sends one notification for all pods and versions of a workload", () => {
        assert.deepEqual(alertmanagerConfig({}, alertTopics).route.group_by, ["alertname", "namespace", "workload"]);
    });

    it("reads secrets from files and routes each severity to its receiver", () => {
        const alerts = {
            critical: { kind: "pagerduty", secret: "pd" },
            warning: { kind: "slack", secret: "s", channel: "#a" },
            info: { kind: "sns", topicArn: "arn:aws:sns:eu-west-1:111122223333:alerts" },
        } as const;
        const config = alertmanagerConfig(alerts, alertTopics);
        assert.deepEqual(alertSecretNames(alerts), ["alert-receiver-critical", "alert-receiver-warning"]);
        assert.deepEqual(
            config.route.routes.slice(1).map(({ receiver, matchers }) => [receiver, matchers]),
            [
                ["critical", ['severity = "critical"']],
                ["warning", ['severity = "warning"']],
                ["info", ['severity = "info"']],
            ],
        );
        const text = JSON.stringify(config.receivers);
        assert.match(text, /"routing_key_file":"\/etc\/alertmanager\/secrets\/alert-receiver-critical\/value"/);
        assert.match(text, /"api_url_file":"\/etc\/alertmanager\/secrets\/alert-receiver-warning\/value"/);
        assert.match(text, /"sigv4":\{"region":"eu-west-1"\}/);
    });
});
