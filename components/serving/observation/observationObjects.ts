import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../context";
import { type ServingPlan } from "../plan";
import { podMonitorSpec } from "./podMonitor";
import { recordingRules } from "./recordingRules";
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
    customResource<IPrometheusRule>(
        `${plan.name}-recording`,
        {
            apiVersion: apiVersions.prometheusOperator,
            kind: "PrometheusRule",
            metadata: metadata(plan, `${plan.name}-recording`),
            spec: recordingRules(plan),
        },
        inMonitoring,
    );
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
