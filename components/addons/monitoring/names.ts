/** Names of the monitoring add-on that others write down; its chart values make them true. */
import { type AddonFacts, controllerReplicas } from "../facts";
import { monitoring } from "../namespaces";

/** Name of the Prometheus object and of its Service, from the chart's naming. */
export const prometheusName = "kube-prometheus-stack-prometheus";

const port = 9090;

/** Address of Prometheus, whichever replica answers. */
export const prometheusUrl = `http://${prometheusName}.${monitoring.name}.svc.cluster.local:${port}`;

/** Address of one replica of Prometheus, counted from 0. */
export function replicaUrl(replica: number): string {
    return `http://${prometheusName}-${replica}.${monitoring.name}.svc.cluster.local:${port}`;
}

/** Where a replica of Prometheus takes samples that are pushed. */
export function remoteWriteUrl(replica: number): string {
    return `${replicaUrl(replica)}/api/v1/write`;
}

/** Number of Prometheus' replicas. Each holds what it has scraped or was sent itself. */
export function prometheusReplicas(facts: AddonFacts): number {
    return controllerReplicas(facts);
}
