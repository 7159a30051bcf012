import type { IAnalysisTemplate } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { stableJson } from "../../kubernetes/stableJson";
import { child, metadata, type WorkloadContext } from "../context";
import { ownPrefix, sha256 } from "../../kubernetes/names";
import { appSelector } from "../labels";
import { type ServingPlan } from "../plan";
import { analysisName, analysisTemplateSpec } from "./analysis";
import { destinationRuleSpec } from "./destinationRule";
import { type DestinationRule, type VirtualService } from "../istioTypes";
import { serviceSpec } from "./services";
import { virtualServiceSpec } from "./virtualService";

/** Changes with routes that a controller owns at run time; the VirtualService is then recreated. */
const routesAnnotation = `${ownPrefix}/routes-hash`;

/** Address, routes and analysis: a Rollout does not start without them. An update leaves run-time fields alone. */
export function trafficObjects(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    const { runTimeFields } = plan.traffic;
    const services = plan.traffic.services.map((name) => ({
        name,
        service: new k8s.core.v1.Service(
            name,
            { metadata: metadata(plan, name), spec: serviceSpec(plan, appSelector(plan)) },
            { ...child(context), ...ignoring(runTimeFields.services) },
        ),
    }));
    const rules = services.map(({ name, service }) =>
        customResource<DestinationRule>(
            `${name}-destination`,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "DestinationRule",
                metadata: metadata(plan, name),
                spec: destinationRuleSpec(plan, name),
            },
            { ...child(context, [service]), ...ignoring(runTimeFields.destinationRules) },
        ),
    );
    const routes = virtualService(plan, context, rules);
    return [
        ...services.map(({ service }) => service),
        ...podsService(plan, context),
        ...rules,
        routes,
        ...analysisTemplate(plan, context),
    ];
}

/** Nobody calls it: proxies of pods serve the ports of Services that select them. */
function podsService(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    const { podsService: name } = plan.traffic;
    return name === undefined
        ? []
        : [
              new k8s.core.v1.Service(
                  name,
                  { metadata: metadata(plan, name), spec: serviceSpec(plan, appSelector(plan)) },
                  child(context),
              ),
          ];
}

function virtualService(
    plan: ServingPlan,
    context: WorkloadContext,
    rules: readonly pulumi.Resource[],
): pulumi.Resource {
    const spec = virtualServiceSpec(plan, context);
    const ignored = plan.traffic.runTimeFields.virtualService;
    const owned = ignored.length > 0;
    const hash = sha256(stableJson(spec)).slice(0, 16);
    return customResource<VirtualService>(
        `${plan.name}-routes`,
        {
            apiVersion: apiVersions.istioNetworking,
            kind: "VirtualService",
            metadata: metadata(plan, plan.name, owned ? { [routesAnnotation]: hash } : undefined),
            spec,
        },
        {
            ...child(context, [...rules, ...(context.inCluster.mesh.gateway?.ready ?? [])]),
            ...ignoring(ignored),
            ...(owned && {
                replaceOnChanges: [`metadata.annotations["${routesAnnotation}"]`],
                deleteBeforeReplace: true,
            }),
        },
    );
}

function ignoring(fields: readonly string[]): pulumi.CustomResourceOptions {
    return fields.length > 0 ? { ignoreChanges: [...fields] } : {};
}

function analysisTemplate(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    const { analysis } = plan.traffic;
    if (analysis === undefined) {
        return [];
    }
    return [
        customResource<IAnalysisTemplate>(
            analysisName(plan),
            {
                apiVersion: apiVersions.argoRollouts,
                kind: "AnalysisTemplate",
                metadata: metadata(plan, analysisName(plan)),
                spec: analysisTemplateSpec(plan, analysis, context),
            },
            child(context, context.inCluster.rollouts?.ready ?? []),
        ),
    ];
}
