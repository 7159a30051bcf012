import { z } from "zod";
import { bringsKeys } from "../../storeCredentials";
import { defineAddon } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { scraping } from "../monitoringCrds";
import { grafanaDataSource, logsSourceUid, traceSourceUid } from "../monitoring/dataSources";
import { type AddonNamespace, monitoring } from "../namespaces";
import { loggingAlerts } from "./alerts";
import { alloyResources, alloyValues, lokiAccount, lokiValues } from "./values";

const namespace: AddonNamespace = {
    name: "logging",
    level: "privileged",
    because: "the log collector mounts /var/log from the host",
};

const settings = z
    .strictObject({
        enabled: z.boolean().default(true).describe("Whether the add-on is installed."),
        retentionDays: z.int().min(1).max(3650).default(30).describe("Days that logs are kept."),
    })
    .prefault({})
    .describe("Loki and Alloy: logs of every pod, kept in a bucket.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly logging: z.output<typeof settings>;
    }
}

/** Logs of every pod, kept in the object store. */
export const logging = defineAddon({
    name: "logging",
    component: "Logging",
    settings: { key: "logging", schema: settings },
    needs: [scraping, { addon: externalSecrets, because: "to read the key of an object store that is there" }],
    releases: {
        loki: {
            chart: {
                repository: "https://grafana-community.github.io/helm-charts",
                chart: "loki",
                version: "18.11.0",
                appVersion: "3.7.6",
            },
            namespace,
            values: lokiValues,
            images: { "loki.image.registry": "docker.io" },
            unlisted: [
                { path: "loki.limits_config", reason: "Loki's own configuration" },
                { path: "loki.compactor", reason: "Loki's own configuration" },
                { path: "loki.storage.bucketNames", reason: "required by the templates, which have no default for it" },
            ],
            identity: () => ({
                name: "loki",
                namespace: namespace.name,
                serviceAccount: lokiAccount,
                access: [{ kind: "write-objects", store: "logs", prefix: "" }],
            }),
        },
        alloy: {
            chart: {
                repository: "https://grafana.github.io/helm-charts",
                chart: "alloy",
                version: "1.11.1",
                appVersion: "v1.18.1",
            },
            namespace,
            values: alloyValues,
            images: { "image.registry": "docker.io", "configReloader.image.registry": "quay.io" },
            daemon: () => ({ containers: [alloyResources.collector.requests, alloyResources.reloader.requests] }),
        },
    },
    stores: () => ["logs"],
    secretReaders: (_, { logs }) => (bringsKeys(logs) ? [namespace] : []),
    alerts: () => loggingAlerts,
    create: (context) => {
        const loki = context.install("loki");
        const alloy = context.install("alloy", loki);
        context.admit(namespace, monitoring, [3100, 12345]);
        grafanaDataSource(
            {
                name: "Loki",
                uid: logsSourceUid,
                type: "loki",
                access: "proxy",
                url: `http://loki.${namespace.name}.svc.cluster.local:3100`,
                ...(context.facts.addons.tracing.enabled && { jsonData: { derivedFields: [traceLink] } }),
            },
            context.inside(monitoring),
        );
        return { ready: [loki, alloy] };
    },
});

/** From a line to its trace, by the field that the collector cut out of it. */
const traceLink = {
    name: "trace",
    matcherType: "label",
    matcherRegex: "trace_id",
    datasourceUid: traceSourceUid,
    url: "${__value.raw}",
};
