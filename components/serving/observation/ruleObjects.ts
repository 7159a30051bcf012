import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type Alert, alertGroup, type RuleGroup } from "../../observation/alert";
import { child, metadata, type WorkloadContext } from "../context";
import { type WorkloadName } from "../labels";
import { ofWorkload } from "./recordingRules";

/** Rules of a workload, in an object of their own: `<workload>-<part>`. */
export function rules(
    workload: WorkloadName,
    part: string,
    groups: readonly RuleGroup[],
    context: WorkloadContext,
): void {
    const name = `${workload.name}-${part}`;
    customResource<IPrometheusRule>(
        name,
        {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PrometheusRule",
            metadata: metadata(workload, name),
            spec: { groups },
        },
        child(context, context.inCluster.metrics.ready),
    );
}

/**
 * The alerts of a workload. They carry its namespace and name whatever their metrics carry, so that Alertmanager groups and
 * silences them by workload.
 */
export function alertRules(workload: WorkloadName, alerts: readonly Alert[], context: WorkloadContext): void {
    const named = alerts.map((alert) => ({ ...alert, labels: { ...ofWorkload(workload), ...alert.labels } }));
    const group = `alerts-${workload.namespace}-${workload.name}`;
    rules(workload, "alerts", [alertGroup(group, named, context.inCluster.metrics.runbooks)], context);
}
