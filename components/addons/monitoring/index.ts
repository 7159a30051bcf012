import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { alertSeverities } from "../../../config/alerts";
import { type PlatformConfig } from "../../../config/platform";
import { type MetricsAccess } from "../../inCluster";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type AddonContext, defineAddon, type IdentityRequest } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { type AddonFacts } from "../facts";
import { monitoringCrds, scraping } from "../monitoringCrds";
import { monitoring as namespace } from "../namespaces";
import { monitoringAlerts } from "./alerts";
import { alertSecretKey, alertSecretName, severitiesWithSecret, silentAlerts, topicsOf } from "./alertRouting";
import { costRules } from "./costRules";
import { monitoringDashboards } from "./dashboards";
import { grafanaDataSource, loadTestSource } from "./dataSources";
import { grafanaAdminSecret, grafanaSsoSecret } from "./grafanaValues";
import { prometheusName, prometheusUrl, remoteWriteUrl, replicaUrl } from "./names";
import { monitoringSettings } from "./settings";
import { kubePrometheusStackValues, nodeExporterResources } from "./values";
import { prometheusClaims, smallVolumes } from "./volumes";

/** Replica that load tests write to, and are read from. */
const loadTestReplica = 0;

/** Prometheus, Alertmanager and Grafana. */
export const monitoring = defineAddon({
    name: "monitoring",
    component: "Monitoring",
    settings: { key: "monitoring", schema: monitoringSettings },
    needs: [
        scraping,
        {
            addon: externalSecrets,
            because: "to hand Grafana its client secret",
            path: "addons.monitoring.sso",
            wanted: ({ addons }) => addons.monitoring.sso !== undefined,
        },
        ...alertSeverities.map((severity) => ({
            addon: externalSecrets,
            because: "to hand Alertmanager the receiver's secret",
            path: `addons.monitoring.alerts.${severity}.secret`,
            wanted: ({ addons }: PlatformConfig) =>
                severitiesWithSecret(addons.monitoring.alerts).some((each) => each.severity === severity),
        })),
    ],
    releases: {
        "kube-prometheus-stack": {
            chart: {
                repository: "https://prometheus-community.github.io/helm-charts",
                chart: "kube-prometheus-stack",
                version: "88.5.3",
                appVersion: "v0.93.1",
                subcharts: ["grafana", "kube-state-metrics", "prometheus-node-exporter"],
            },
            namespace,
            values: kubePrometheusStackValues,
            images: {
                "alertmanager.alertmanagerSpec.image.registry": "quay.io",
                "prometheusOperator.admissionWebhooks.patch.image.registry": "ghcr.io",
                "prometheusOperator.image.registry": "quay.io",
                "prometheusOperator.prometheusConfigReloader.image.registry": "quay.io",
                "prometheusOperator.thanosImage.registry": "quay.io",
                "prometheus.prometheusSpec.image.registry": "quay.io",
                "grafana.image.registry": "docker.io",
                "grafana.sidecar.image.registry": "quay.io",
                "kube-state-metrics.image.registry": "registry.k8s.io",
                "prometheus-node-exporter.image.registry": "quay.io",
            },
            unlisted: [
                { path: "defaultRules.rules", reason: "groups of rules by name, commented out in the values" },
                { path: "alertmanager.config", reason: "Alertmanager's own configuration" },
                { path: "grafana.grafana.ini", reason: "Grafana's own configuration" },
                { path: "grafana.persistence.storageClassName", reason: "commented out in the values" },
                { path: "prometheus-node-exporter.priorityClassName", reason: "read by the DaemonSet's template" },
            ],
            daemon: () => ({ containers: [nodeExporterResources.requests] }),
            identity: alertmanagerIdentity,
        },
    },
    claims: [prometheusClaims],
    secretReaders: () => [namespace],
    alerts: () => monitoringAlerts,
    recordings: costRules,
    dashboards: monitoringDashboards,
    create: (context): MetricsAccess => {
        const { addons, claims } = context.facts;
        const { storageGiB, alerts } = addons.monitoring;
        for (const warning of [silentAlerts(alerts), smallVolumes({ storageGiB, claims })]) {
            if (warning !== undefined) {
                void pulumi.log.warn(warning, context.parent);
            }
        }
        const stack = context.install(
            "kube-prometheus-stack",
            grafanaAdmin(context.inside(namespace)),
            ...storedSecrets(context),
        );
        grafanaDataSource(
            {
                ...loadTestSource,
                type: "prometheus",
                access: "proxy",
                url: replicaUrl(loadTestReplica),
            },
            context.inside(namespace),
        );
        return {
            namespace: namespace.name,
            ready: [...context.get(monitoringCrds).ready, stack],
            prometheusUrl,
            remoteWriteUrl: remoteWriteUrl(loadTestReplica),
            retentionDays: context.facts.addons.monitoring.retentionDays,
            runbooks: context.facts.addons.monitoring.runbooks,
            prometheusPodLabels: {
                "app.kubernetes.io/name": "prometheus",
                "operator.prometheus.io/name": prometheusName,
            },
        };
    },
});

/** Alertmanager publishes to the topics that its receivers name; without any it needs no identity. */
function alertmanagerIdentity({ addons }: AddonFacts): IdentityRequest | undefined {
    const access = topicsOf(addons.monitoring.alerts).map((topic) => ({ kind: "publish-topic", topic }) as const);
    return access.length === 0
        ? undefined
        : {
              name: "alertmanager",
              namespace: namespace.name,
              serviceAccount: "kube-prometheus-stack-alertmanager",
              access,
          };
}

/** What Alertmanager and Grafana read from the cloud's secret store. */
function storedSecrets(context: AddonContext): readonly pulumi.Resource[] {
    const { addons, secretPrefix: prefix } = context.facts;
    const { alerts, sso } = addons.monitoring;
    const secrets = context.find(externalSecrets);
    if (secrets === undefined) {
        return [];
    }
    const wanted = [
        ...severitiesWithSecret(alerts).map(({ severity, secret }) => ({
            name: alertSecretName(severity),
            keys: { [alertSecretKey]: { secret } },
        })),
        ...(sso === undefined
            ? []
            : [
                  {
                      name: grafanaSsoSecret,
                      keys: { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secret: sso.clientSecret } },
                  },
              ]),
    ];
    return wanted.map(({ name, keys }) =>
        externalSecret(
            { name, namespace: namespace.name, keys, store: secrets.storeName, prefix },
            context.inside(namespace, ...secrets.ready),
        ),
    );
}

/** Grafana's admin account: generated once, kept in the stack's state, never in a stack file. */
function grafanaAdmin(opts: pulumi.CustomResourceOptions): k8s.core.v1.Secret {
    const password = new random.RandomPassword(
        "grafana-admin",
        { length: 32, special: false },
        { parent: opts.parent },
    );
    return new k8s.core.v1.Secret(
        "grafana-admin",
        {
            metadata: { name: grafanaAdminSecret, namespace: namespace.name },
            type: "Opaque",
            stringData: { "admin-user": "admin", "admin-password": password.result },
        },
        opts,
    );
}
