import { replacedAlerts } from "./alerts";
import { alertmanagerConfig, alertSecretNames } from "./alertRouting";
import { type Resources, resources } from "../../kubernetes/resources";
import { tolerateEverything, type Toleration } from "../../kubernetes/tolerations";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts } from "../facts";
import { grafanaValues, type GrafanaValues } from "./grafanaValues";
import { prometheusReplicas } from "./names";
import { retentionGb } from "./volumes";

interface VolumeClaim {
    readonly spec: {
        readonly storageClassName: string;
        readonly accessModes: readonly string[];
        readonly resources: { readonly requests: { readonly storage: string } };
    };
}

interface Budget {
    readonly enabled: boolean;
}

/** Keys of kube-prometheus-stack that we set. */
export interface KubePrometheusStackValues {
    readonly crds: { readonly enabled: boolean };
    readonly defaultRules: {
        readonly rules: Readonly<Record<string, boolean>>;
        readonly disabled: Readonly<Record<string, boolean>>;
    };
    readonly kubeControllerManager: { readonly enabled: boolean };
    readonly kubeScheduler: { readonly enabled: boolean };
    readonly kubeEtcd: { readonly enabled: boolean };
    readonly kubeProxy: { readonly enabled: boolean };
    readonly prometheusOperator: {
        readonly resources: Resources;
        readonly networkPolicy: { readonly enabled: boolean };
        readonly prometheusConfigReloader: { readonly resources: Resources };
        readonly admissionWebhooks: { readonly patch: { readonly resources: Resources } };
    };
    readonly prometheus: {
        readonly podDisruptionBudget: Budget;
        readonly servicePerReplica: Budget;
        readonly prometheusSpec: PrometheusSpec;
    };
    readonly alertmanager: {
        readonly podDisruptionBudget: Budget;
        readonly config: ReturnType<typeof alertmanagerConfig>;
        readonly alertmanagerSpec: {
            readonly replicas: number;
            readonly logFormat: string;
            readonly secrets: readonly string[];
            readonly resources: Resources;
            readonly storage: { readonly volumeClaimTemplate: VolumeClaim };
            readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
        };
    };
    readonly grafana: GrafanaValues;
    readonly "kube-state-metrics": {
        readonly resources: Resources;
        readonly metricLabelsAllowlist: readonly string[];
    };
    readonly "prometheus-node-exporter": {
        readonly resources: Resources;
        readonly tolerations: readonly Toleration[];
        readonly priorityClassName: string;
    };
}

interface PrometheusSpec {
    readonly replicas: number;
    readonly retention: string;
    readonly retentionSize: string;
    readonly logFormat: string;
    readonly enableFeatures: readonly string[];
    readonly enableRemoteWriteReceiver: boolean;
    readonly serviceMonitorSelectorNilUsesHelmValues: boolean;
    readonly podMonitorSelectorNilUsesHelmValues: boolean;
    readonly probeSelectorNilUsesHelmValues: boolean;
    readonly ruleSelectorNilUsesHelmValues: boolean;
    readonly scrapeConfigSelectorNilUsesHelmValues: boolean;
    readonly externalLabels: Readonly<Record<string, string>>;
    readonly resources: Resources;
    readonly storageSpec: { readonly volumeClaimTemplate: VolumeClaim };
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
}

export const nodeExporterResources = resources("20m", "250m", "32Mi", "64Mi");

export function kubePrometheusStackValues(facts: AddonFacts): KubePrometheusStackValues {
    const { monitoring } = facts.addons;
    const replicas = prometheusReplicas(facts);
    const budget = { enabled: replicas > 1 };
    return {
        // Their own release keeps them up to date and lets every other add-on wait for them alone.
        crds: { enabled: false },
        // A managed control plane cannot be scraped, and kube-proxy listens for metrics on localhost only.
        kubeControllerManager: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeEtcd: { enabled: false },
        kubeProxy: { enabled: false },
        defaultRules: {
            rules: {
                etcd: false,
                kubeControllerManager: false,
                kubeProxy: false,
                kubeSchedulerAlerting: false,
                kubeSchedulerRecording: false,
            },
            disabled: Object.fromEntries(replacedAlerts.map((name) => [name, true])),
        },
        prometheusOperator: {
            resources: resources("50m", "500m", "128Mi", "256Mi"),
            networkPolicy: { enabled: true },
            prometheusConfigReloader: { resources: resources("10m", "100m", "32Mi", "64Mi") },
            admissionWebhooks: { patch: { resources: resources("10m", "100m", "32Mi", "64Mi") } },
        },
        prometheus: {
            podDisruptionBudget: budget,
            // Load tests write to one replica and are read from the same; Tempo writes to each.
            servicePerReplica: { enabled: true },
            prometheusSpec: {
                replicas,
                retention: `${monitoring.retentionDays}d`,
                retentionSize: `${retentionGb({ storageGiB: monitoring.storageGiB, claims: facts.claims })}GB`,
                logFormat: "json",
                enableFeatures: ["exemplar-storage"],
                enableRemoteWriteReceiver: true,
                serviceMonitorSelectorNilUsesHelmValues: false,
                podMonitorSelectorNilUsesHelmValues: false,
                probeSelectorNilUsesHelmValues: false,
                ruleSelectorNilUsesHelmValues: false,
                scrapeConfigSelectorNilUsesHelmValues: false,
                externalLabels: { stack: facts.stack, region: facts.region },
                resources:
                    facts.environment === "production"
                        ? resources("500m", "4", "4Gi", "8Gi")
                        : resources("200m", "2", "1Gi", "2Gi"),
                storageSpec: { volumeClaimTemplate: volumeClaim(monitoring.storageGiB, facts) },
                topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": "prometheus" }),
            },
        },
        alertmanager: {
            podDisruptionBudget: budget,
            config: alertmanagerConfig(monitoring.alerts, facts.cloud.alertTopics),
            alertmanagerSpec: {
                replicas,
                logFormat: "json",
                secrets: alertSecretNames(monitoring.alerts),
                resources: resources("10m", "200m", "64Mi", "128Mi"),
                storage: { volumeClaimTemplate: volumeClaim(alertmanagerGiB, facts) },
                topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": "alertmanager" }),
            },
        },
        grafana: grafanaValues(facts),
        "kube-state-metrics": {
            resources: resources("50m", "500m", "64Mi", "256Mi"),
            // Queries join replicas and GPUs to workloads and versions by these labels.
            metricLabelsAllowlist: [
                "pods=[app,version]",
                "nodes=[accelerator,spot,topology.kubernetes.io/zone,node.kubernetes.io/instance-type]",
            ],
        },
        "prometheus-node-exporter": {
            resources: nodeExporterResources,
            tolerations: tolerateEverything,
            priorityClassName: "system-node-critical",
        },
    };
}

/** Silences and notification state: small, but lost silences wake people. */
const alertmanagerGiB = 5;

function volumeClaim(gib: number, { cloud }: AddonFacts): VolumeClaim {
    return {
        spec: {
            storageClassName: cloud.storageClasses.default,
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: `${gib}Gi` } },
        },
    };
}
