import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { ITelemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1alpha1/Telemetry";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type Alert } from "../../observation/alert";
import { child, metadata, type WorkloadContext } from "../context";
import { type ServingPlan } from "../plan";
import { coldStartRules } from "./coldStartRules";
import { controlAlerts } from "./controlAlerts";
import { driftRules, reportsScores } from "./driftRules";
import { podMonitorSpec } from "./podMonitor";
import { recordingRules } from "./recordingRules";
import { alertRules, rules } from "./ruleObjects";
import { servingAlerts } from "./servingAlerts";
import { sloAlerts } from "./sloAlerts";
import { sloRules } from "./sloRules";
import { traceTags } from "./traceTags";
import { modelVersionKind, modelVersionVersion } from "./modelVersion/definition";
import { type ModelVersion, modelVersions } from "./modelVersion/instances";

/** What makes a workload observable: its metrics, their common names, and the models that it serves. */
export function observationObjects(plan: ServingPlan, context: WorkloadContext): void {
    customResource<IPodMonitor>(
        `${plan.name}-pods`,
        {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PodMonitor",
            metadata: metadata(plan, plan.name),
            spec: podMonitorSpec(plan),
        },
        child(context, context.inCluster.metrics.ready),
    );
    const { retentionDays } = context.inCluster.metrics;
    rules(
        plan,
        "recording",
        [
            recordingRules(plan),
            ...(plan.slo === undefined ? [] : sloRules(plan, plan.slo)),
            coldStartRules(plan),
            ...(reportsScores(plan, retentionDays) ? [driftRules(plan)] : []),
        ],
        context,
    );
    alertRules(plan, workloadAlerts(plan, retentionDays), context);
    if (context.inCluster.tracing !== undefined) {
        for (const release of plan.releases) {
            customResource<ITelemetry>(
                `${release.name}-traces`,
                {
                    apiVersion: apiVersions.istioTelemetry,
                    kind: "Telemetry",
                    metadata: metadata(plan, release.name),
                    spec: traceTags(plan, release),
                },
                child(context),
            );
        }
    }
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

/** @param retentionDays days that metrics are kept */
function workloadAlerts(plan: ServingPlan, retentionDays: number): readonly Alert[] {
    return [
        ...servingAlerts(plan, retentionDays),
        ...(plan.slo === undefined ? [] : sloAlerts(plan, plan.slo)),
        ...controlAlerts(plan),
    ];
}
