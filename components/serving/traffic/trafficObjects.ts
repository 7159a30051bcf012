import type { IAnalysisTemplate } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { customResource } from "../../kubernetes/customResource";
import { type Build, child, metadata } from "../context";
import { controllerKind } from "../pod/controllerRef";
import { destinationRuleSpec } from "./destinationRule";
import { appSelector, ownPrefix, sha256 } from "../labels";
import { type DestinationRule, networkingApi, type VirtualService } from "./istioTypes";
import { analysisName, analysisTemplateSpec } from "./analysis";
import { previewName } from "./rollout";
import { serviceSpec } from "./service";
import { stableJson } from "../../kubernetes/stableJson";
import { virtualServiceSpec } from "./virtualService";

/** Changes with the routes of a roll-out, which are otherwise the controller's; the VirtualService is then made anew. */
const routesAnnotation = `${ownPrefix}/routes-hash`;

/**
 * Address, routes and judgement: a Rollout refuses to start without them. Its controller owns the weights of the routes,
 * the labels of the subsets and, with blue-green, the selectors of the Services; an update must leave exactly these alone.
 */
export function trafficObjects(build: Build): pulumi.Resource[] {
    const { plan, context } = build;
    const { strategy } = plan.config.traffic;
    const services = (strategy === "blue-green" ? [plan.name, previewName(plan)] : [plan.name]).map(
        (name) =>
            new k8s.core.v1.Service(
                name,
                { metadata: metadata(build, name), spec: serviceSpec(plan, appSelector(plan)) },
                { ...child(build), ...(strategy === "blue-green" && { ignoreChanges: ["spec.selector"] }) },
            ),
    );
    const rules = services.map((service, i) => {
        const name = i === 0 ? plan.name : previewName(plan);
        return customResource<DestinationRule>(
            `${name}-destination`,
            {
                apiVersion: networkingApi,
                kind: "DestinationRule",
                metadata: metadata(build, name),
                spec: destinationRuleSpec(plan, name),
            },
            { ...child(build, [service]), ...(strategy === "progressive" && { ignoreChanges: ["spec.subsets"] }) },
        );
    });
    const spec = virtualServiceSpec(plan, context);
    const hash = sha256(stableJson(spec)).slice(0, 16);
    const routes = customResource<VirtualService>(
        `${plan.name}-routes`,
        {
            apiVersion: networkingApi,
            kind: "VirtualService",
            metadata: metadata(build, plan.name, strategy === "progressive" ? { [routesAnnotation]: hash } : undefined),
            spec,
        },
        {
            ...child(build, [...rules, ...(context.inCluster.mesh.gateway?.ready ?? [])]),
            ...(strategy === "progressive" && {
                ignoreChanges: ["spec.http"],
                replaceOnChanges: [`metadata.annotations["${routesAnnotation}"]`],
                deleteBeforeReplace: true,
            }),
        },
    );
    return [...services, ...rules, routes, ...judgement(build)];
}

function judgement(build: Build): pulumi.Resource[] {
    const { plan, context } = build;
    if (controllerKind(plan) !== "Rollout") {
        return [];
    }
    return [
        customResource<IAnalysisTemplate>(
            analysisName(plan),
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AnalysisTemplate",
                metadata: metadata(build, analysisName(plan)),
                spec: analysisTemplateSpec(plan, context),
            },
            child(build, context.inCluster.rollouts?.ready ?? []),
        ),
    ];
}
