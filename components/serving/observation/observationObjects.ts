import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { customResource } from "../../kubernetes/customResource";
import { type Build, child, metadata } from "../context";
import { podMonitorSpec } from "./podMonitor";
import { recordingRules } from "./recordingRules";
import { modelVersionKind, modelVersionVersion } from "../models/modelVersion/definition";
import { type ModelVersion, modelVersions } from "../models/modelVersion/instances";

/** What is seen of a workload: its metrics, their common names, and what it serves. */
export function observationObjects(build: Build): void {
    const { plan, context } = build;
    const inMonitoring = child(build, context.inCluster.metrics.ready);
    customResource<IPodMonitor>(
        `${plan.name}-pods`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: metadata(build, plan.name),
            spec: podMonitorSpec(plan),
        },
        inMonitoring,
    );
    customResource<IPrometheusRule>(
        `${plan.name}-recording`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: metadata(build, `${plan.name}-recording`),
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
                metadata: metadata(build, name),
                spec,
            },
            child(build, context.modelVersions),
        );
    }
}
