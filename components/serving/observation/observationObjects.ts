import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type Alert, alertGroup, type RuleGroup } from "../../observation/alert";
import { child, metadata, type WorkloadContext } from "../context";
import { type ServingPlan } from "../plan";
import { controlAlerts } from "./controlAlerts";
import { podMonitorSpec } from "./podMonitor";
import { ofWorkload, recordingRules } from "./recordingRules";
import { servingAlerts } from "./servingAlerts";
import { sloAlerts } from "./sloAlerts";
import { sloRules } from "./sloRules";
import { modelVersionKind, modelVersionVersion } from "./modelVersion/definition";
import { type ModelVersion, modelVersions } from "./modelVersion/instances";

/** What makes a workload observable: its metrics, their common names, and the models that it serves. */
export function observationObjects(plan: ServingPlan, context: WorkloadContext): void {
    const inMonitoring = child(context, context.inCluster.metrics.ready);
    customResource<IPodMonitor>(
        `${plan.name}-pods`,
        {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PodMonitor",
            metadata: metadata(plan, plan.name),
            spec: podMonitorSpec(plan),
        },
        inMonitoring,
    );
    const rules = (name: string, groups: readonly RuleGroup[]) =>
        customResource<IPrometheusRule>(
            name,
            {
                apiVersion: apiVersions.prometheusOperator,
                kind: "PrometheusRule",
                metadata: metadata(plan, name),
                spec: { groups },
            },
            inMonitoring,
        );
    const { runbooks, retentionDays } = context.inCluster.metrics;
    rules(`${plan.name}-recording`, [
        recordingRules(plan),
        ...(plan.slo === undefined ? [] : sloRules(plan, plan.slo)),
    ]);
    rules(`${plan.name}-alerts`, [
        alertGroup(`alerts-${plan.namespace}-${plan.name}`, workloadAlerts(plan, retentionDays), runbooks),
    ]);
    for (const { name, spec } of modelVersions(plan, context)) {
        customResource<ModelVersion>(
            name,
            {
                apiVersion: `${context.topic.modelVersionGroup}/${modelVersionVersion}`,
                kind: modelVersionKind,
                metadata: metadata(plan, name),
                spec,
            },
            child(context, context.modelVersions),
        );
    }
}

/**
 * Every alert of a workload. They carry its namespace and name whatever their metrics carry, so that Alertmanager groups and
 * silences them by workload.
 *
 * @param retentionDays days that metrics are kept
 */
function workloadAlerts(plan: ServingPlan, retentionDays: number): readonly Alert[] {
    return [
        ...servingAlerts(plan, retentionDays),
        ...(plan.slo === undefined ? [] : sloAlerts(plan, plan.slo)),
        ...controlAlerts(plan),
    ].map((alert) => ({ ...alert, labels: { ...ofWorkload(plan), ...alert.labels } }));
}
