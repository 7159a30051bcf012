import { type KubeObject } from "../../integration/cluster/types";

/** A relabeling as the Prometheus operator's objects write it. */
interface Relabeling {
    readonly action?: string;
    readonly sourceLabels?: readonly string[];
    readonly regex?: string;
    readonly replacement?: string;
    readonly separator?: string;
    readonly targetLabel?: string;
}

interface PodMonitorSpec {
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly podMetricsEndpoints: readonly {
        readonly port?: string;
        readonly path?: string;
        readonly interval?: string;
        readonly relabelings?: readonly Relabeling[];
        readonly metricRelabelings?: readonly Relabeling[];
    }[];
}

export interface RuleGroup {
    readonly name: string;
    readonly rules: readonly { readonly record?: string }[];
}

/** Something that is scraped at a fixed address. */
export interface Exporter {
    readonly address: string;
    /** Namespace of its pod; labels of its series under the same names become `exported_…`. Absent: its own labels stay. */
    readonly namespace?: string;
}

/** What the configuration takes from the cluster around Prometheus. */
export interface Surroundings {
    readonly kubeconfig: string;
    readonly rulesFile: string;
    /** Exporters beside the pods' own, by name of their job. */
    readonly exporters: Readonly<Record<string, Exporter>>;
    /** Of scrapes and evaluations where an object does not say; Prometheus's own: 30 s on a cluster. */
    readonly interval: string;
}

/**
 * Prometheus's configuration for PodMonitors, as the Prometheus operator writes it (which does not run here): the selector
 * becomes a relabeling, then the operator's own labels, then those of the object. Source: prometheus-operator
 * `pkg/prometheus/promcfg.go`.
 *
 * @throws Error for a field that would be left out silently.
 */
export function prometheusConfiguration(monitors: readonly KubeObject[], around: Surroundings): object {
    return {
        global: { scrape_interval: around.interval, evaluation_interval: around.interval },
        rule_files: [around.rulesFile],
        scrape_configs: [
            ...monitors.flatMap((monitor) => podMonitorJobs(monitor, around)),
            ...Object.entries(around.exporters).map(([name, exporter]) => exporterJob(name, exporter)),
        ],
    };
}

function exporterJob(name: string, { address, namespace }: Exporter): object {
    const labels = namespace === undefined ? {} : { labels: { namespace } };
    return {
        job_name: name,
        honor_labels: namespace === undefined,
        static_configs: [{ targets: [address], ...labels }],
    };
}

/** The groups of all PrometheusRules, each under a name of its own as the operator sees to. */
export function prometheusRules(rules: readonly KubeObject[]): object {
    const groups = rules.flatMap((rule) =>
        groupsOf(rule).map((group) => ({
            ...group,
            name: `${rule.metadata.namespace}/${rule.metadata.name}/${group.name}`,
        })),
    );
    return { groups };
}

/** The groups of a PrometheusRule. */
export function groupsOf({ spec }: KubeObject): readonly RuleGroup[] {
    return (spec as { groups?: readonly RuleGroup[] } | undefined)?.groups ?? [];
}

function podMonitorJobs({ metadata, spec }: KubeObject, around: Surroundings): object[] {
    const { selector, podMetricsEndpoints, ...rest } = spec as PodMonitorSpec;
    if (Object.keys(rest).length > 0) {
        throw new Error(`PodMonitor ${metadata.name}: ${Object.keys(rest).join(", ")} would be left out here`);
    }
    const name = `${metadata.namespace}/${metadata.name}`;
    return podMetricsEndpoints.map(({ port, path = "/metrics", interval, relabelings, metricRelabelings }, i) => ({
        job_name: `podMonitor/${name}/${i}`,
        scrape_interval: interval ?? around.interval,
        metrics_path: path,
        kubernetes_sd_configs: [
            { role: "pod", namespaces: { names: [metadata.namespace] }, kubeconfig_file: around.kubeconfig },
        ],
        relabel_configs: [
            {
                action: "drop",
                source_labels: ["__meta_kubernetes_pod_phase"],
                regex: "(Failed|Succeeded)",
            },
            ...Object.entries(selector.matchLabels ?? {}).map(([label, value]) => ({
                action: "keep",
                source_labels: [`__meta_kubernetes_pod_label_${meta(label)}`],
                regex: value,
            })),
            { action: "keep", source_labels: ["__meta_kubernetes_pod_container_port_name"], regex: port },
            copied("__meta_kubernetes_namespace", "namespace"),
            copied("__meta_kubernetes_pod_container_name", "container"),
            copied("__meta_kubernetes_pod_name", "pod"),
            { target_label: "job", replacement: name },
            { target_label: "endpoint", replacement: port },
            ...(relabelings ?? []).map(relabeling),
        ],
        metric_relabel_configs: (metricRelabelings ?? []).map(relabeling),
    }));
}

function copied(from: string, to: string): object {
    return { source_labels: [from], target_label: to };
}

/** As Prometheus turns a label into part of a name. */
function meta(label: string): string {
    return label.replace(/[^a-zA-Z0-9]/g, "_");
}

function relabeling({ sourceLabels, targetLabel, ...rest }: Relabeling): object {
    return {
        ...rest,
        ...(sourceLabels !== undefined && { source_labels: sourceLabels }),
        ...(targetLabel !== undefined && { target_label: targetLabel }),
    };
}
