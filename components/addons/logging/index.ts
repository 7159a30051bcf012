import * as pulumi from "@pulumi/pulumi";
import { grafanaDataSource, logsSourceUid, traceSourceUid } from "../monitoring/dataSources";
import { type AddonFrame } from "../context";

const namespace = "logging";

/** Logs of every pod, kept in S3. */
export class Logging extends pulumi.ComponentResource {
    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Logging", name, {}, opts);
        const identity = frame.platform.identities.forWorkload(
            "loki",
            {
                namespace,
                serviceAccount: "loki",
                access: [{ kind: "write-objects", store: "logs", prefix: "" }],
            },
            { parent: this },
        );
        const loki = frame.install("loki", { parent: this, dependsOn: [identity] });
        frame.install("alloy", { parent: this, dependsOn: [loki] });
        frame.admit(namespace, "monitoring", [3100, 12345], { parent: this });
        grafanaDataSource(
            {
                name: "Loki",
                uid: logsSourceUid,
                type: "loki",
                access: "proxy",
                url: `http://loki.${namespace}.svc.cluster.local:3100`,
                ...(frame.facts.addons.tracing.enabled ? { jsonData: { derivedFields: [traceLink] } } : {}),
            },
            { parent: this, dependsOn: [...frame.namespace("monitoring")] },
        );
        this.registerOutputs();
    }
}

/** From a line to its trace, by the field that the collector cut out of it. */
const traceLink = {
    name: "trace",
    matcherType: "label",
    matcherRegex: "trace_id",
    datasourceUid: traceSourceUid,
    url: "${__value.raw}",
};
