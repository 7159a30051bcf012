import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { customResource } from "../../kubernetes/customResource";
import { authorizationPolicySpec } from "./authorizationPolicy";
import { type Build, child, metadata } from "../context";
import { modelAccess } from "../models/modelObjects";
import { securityApi } from "../traffic/istioTypes";
import { networkPolicySpec } from "./networkPolicy";
import { copiesModels } from "../plan";
import { externalSecretsApi, externalSecretSpec, secretName } from "./secrets";

/** Who the pods are, who may call them, whom they may call and what they may know; there before the first pod. */
export function accessObjects(build: Build): pulumi.Resource[] {
    const { plan, context } = build;
    const account = new k8s.core.v1.ServiceAccount(
        plan.name,
        { metadata: metadata(build, plan.name), automountServiceAccountToken: false },
        child(build),
    );
    const network = new k8s.networking.v1.NetworkPolicy(
        plan.name,
        { metadata: metadata(build, plan.name), spec: networkPolicySpec(plan, context) },
        child(build),
    );
    const authorization = customResource<IAuthorizationPolicy>(
        `${plan.name}-callers`,
        {
            apiVersion: securityApi,
            kind: "AuthorizationPolicy",
            metadata: metadata(build, plan.name),
            spec: authorizationPolicySpec(plan, context),
        },
        child(build),
    );
    return [account, ...identity(build), network, authorization, ...egress(build), ...secrets(build)];
}

function identity({ plan, context, parent }: Build): pulumi.Resource[] {
    const access = modelAccess(plan);
    const account = { namespace: plan.config.namespace, serviceAccount: plan.name };
    return access.length === 0
        ? []
        : [context.platform.identities.forWorkload(plan.name, { ...account, access }, { parent })];
}

function egress({ plan, context }: Build): pulumi.Resource[] {
    const namespace = context.inCluster.namespaces[plan.config.namespace];
    return [
        ...(copiesModels(plan) ? [context.egress.models(namespace)] : []),
        ...plan.config.egress.map((host) => context.egress.host(namespace, host)),
        ...plan.config.dataStores.map((store) => context.egress.dataStore(namespace, store)),
    ];
}

function secrets(build: Build): pulumi.Resource[] {
    const { plan, context } = build;
    const access = context.inCluster.secrets;
    if (Object.keys(plan.config.secrets).length === 0 || access === undefined) {
        return [];
    }
    return [
        customResource<{ spec: ReturnType<typeof externalSecretSpec> }>(
            `${plan.name}-secrets`,
            {
                apiVersion: externalSecretsApi,
                kind: "ExternalSecret",
                metadata: metadata(build, secretName(plan)),
                spec: externalSecretSpec(plan, context, access.storeName),
            },
            child(build, access.ready),
        ),
    ];
}
