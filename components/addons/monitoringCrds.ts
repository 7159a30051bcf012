import { defineAddon, type Need } from "./definition";
import { monitoring } from "./namespaces";

/**
 * CRDs of Prometheus' operator, apart from the metrics stack: Helm never upgrades CRDs that a chart merely carries along, and
 * every other add-on can wait for these alone.
 */
export const monitoringCrds = defineAddon({
    name: "monitoring-crds",
    component: "MonitoringCrds",
    releases: {
        "prometheus-operator-crds": {
            chart: {
                repository: "https://prometheus-community.github.io/helm-charts",
                chart: "prometheus-operator-crds",
                version: "31.0.1",
                appVersion: "v0.93.1",
                crds: "templates",
            },
            namespace: monitoring,
            values: () => ({}),
            images: {},
        },
    },
});

/** The need of whatever is scraped, or has rules: all add-ons with a chart. */
export const scraping: Need = { addon: monitoringCrds, because: "to be scraped" };
