import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../kubernetes/apiVersions";
import { customResource } from "../kubernetes/customResource";
import { stableJson } from "../kubernetes/stableJson";
import { alertGroup, type RuleGroup } from "../observation/alert";
import { dashboard, type DashboardLinks } from "../observation/dashboard";
import { type AddonsShared, DefinitionContext } from "./context";
import { type AddonContext, type AnyAddon, type Provided } from "./definition";
import { type AddonFacts } from "./facts";
import { logsSourceUid, traceSourceUid } from "./monitoring/dataSources";
import { monitoringCrds } from "./monitoringCrds";
import { monitoring } from "./namespaces";

/** The component of an add-on: what its definition creates, and how it is watched. */
export class Addon extends pulumi.ComponentResource {
    public readonly provided: Provided;

    constructor(definition: AnyAddon, shared: AddonsShared, opts: pulumi.ComponentResourceOptions) {
        super(`inference-platform:addons:${definition.component}`, definition.name, {}, opts);
        const context = new DefinitionContext(definition, shared, this);
        this.provided = definition.create(context);
        createMonitors(definition, context);
        createRules(definition, context);
        createDashboards(definition, context);
        this.registerOutputs(namesIn(this.provided));
    }
}

/** Names and addresses among what an add-on provides; the rest are resources, which the engine tracks. */
function namesIn(provided: Provided): Record<string, string> {
    const names = Object.entries<unknown>({ ...provided }).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(names);
}

function createMonitors({ monitors = [] }: AnyAddon, context: AddonContext): void {
    for (const { name, namespace, body } of monitors) {
        customResource(name, body, context.inside(namespace, ...context.get(monitoringCrds).ready));
    }
}

/** PrometheusRules beside Prometheus, which reads rules of every namespace. */
function createRules({ name, alerts = () => [], recordings = () => [] }: AnyAddon, context: AddonContext): void {
    const { facts } = context;
    const rules = (part: string, object: string, groups: readonly RuleGroup[]) =>
        customResource<IPrometheusRule>(
            `${name}-${part}`,
            {
                apiVersion: apiVersions.prometheusOperator,
                kind: "PrometheusRule",
                metadata: { name: object, namespace: monitoring.name },
                spec: { groups: [...groups] },
            },
            context.inside(monitoring, ...context.get(monitoringCrds).ready),
        );
    const recorded = recordings(facts);
    if (recorded.length > 0) {
        rules("recordings", `${name}-recordings`, recorded);
    }
    const alerting = alerts(facts);
    if (alerting.length > 0) {
        rules("alerts", name, [alertGroup(name, alerting, facts.addons.monitoring.runbooks)]);
    }
}

/** One ConfigMap each: Grafana's sidecar reads labelled ones of its own namespace. */
function createDashboards({ name: addon, dashboards = () => [] }: AnyAddon, context: AddonContext): void {
    for (const { name, spec } of dashboards(context.facts)) {
        new k8s.core.v1.ConfigMap(
            `dashboard-${name}`,
            {
                metadata: {
                    name: `grafana-dashboard-${name}`,
                    namespace: monitoring.name,
                    labels: { grafana_dashboard: "1" },
                    annotations: { grafana_folder: addon },
                },
                data: { [`${name}.json`]: stableJson(dashboard(spec, linksOf(context.facts))) },
            },
            context.inside(monitoring),
        );
    }
}

/** Where the links of dashboards lead: what of runbooks, logs and traces the stack has. */
function linksOf({ addons }: AddonFacts): DashboardLinks {
    return {
        runbooks: addons.monitoring.runbooks,
        ...(addons.logging.enabled && { logs: logsSourceUid }),
        // Jaeger has no query language.
        ...(addons.tracing.enabled && addons.tracing.backend === "tempo" && { traces: traceSourceUid }),
    };
}
