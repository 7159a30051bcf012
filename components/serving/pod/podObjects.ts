import { namespaceIn } from "../../inCluster";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type EgressConfig } from "../../../config/serving/access";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type ExternalSecretSpec } from "../../kubernetes/externalSecret";
import { child, metadata, type WorkloadContext } from "../context";
import { modelAccess } from "../models/served";
import { type IngressRule, networkPolicySpec } from "./networkPolicy";
import { messageAccess, messageHosts, storesReached, type WorkloadPlan } from "./plan";
import { secretName, usesPostgres, workloadSecretSpec } from "./secrets";

/** Objects that a workload's pods need before they start, whatever their kind. */

export function serviceAccount(plan: WorkloadPlan, context: WorkloadContext): pulumi.Resource[] {
    return [
        new k8s.core.v1.ServiceAccount(
            plan.name,
            {
                metadata: metadata(plan, plan.name, given(plan.accountAnnotations)),
                automountServiceAccountToken: false,
            },
            child(context),
        ),
    ];
}

/** The annotations, or undefined where there are none. */
function given(annotations: Readonly<Record<string, string>>): Record<string, string> | undefined {
    return Object.keys(annotations).length === 0 ? undefined : { ...annotations };
}

/** The pods' identity in the cloud, where they read models or use stores and queues. */
export function identity(plan: WorkloadPlan, context: WorkloadContext): pulumi.Resource[] {
    const { platform, inCluster, parent } = context;
    const messages = messageAccess(plan, platform.cloud);
    const access = [...modelAccess(plan.models.models), ...plan.access, ...messages];
    const account = {
        namespace: plan.namespace,
        serviceAccount: plan.name,
        namespaceReady: namespaceIn(inCluster, plan.namespace).ready,
        ...(inCluster.secrets !== undefined && { secrets: inCluster.secrets }),
    };
    const made =
        access.length === 0
            ? undefined
            : platform.identities.forWorkload(plan.name, { ...account, access }, { parent });
    return made === undefined ? [] : [made];
}

/** The pods' connections; `callers` may open some to them, beside Prometheus. */
export function networkPolicy(
    plan: WorkloadPlan,
    context: WorkloadContext,
    callers: readonly IngressRule[],
): pulumi.Resource {
    return new k8s.networking.v1.NetworkPolicy(
        plan.name,
        { metadata: metadata(plan, plan.name), spec: networkPolicySpec(plan, context, callers) },
        child(context),
    );
}

/** What the mesh lets the pods connect to outside the cluster. */
export function outsideHosts(plan: WorkloadPlan, { egress, inCluster, platform }: WorkloadContext): pulumi.Resource[] {
    const namespace = namespaceIn(inCluster, plan.namespace);
    return [
        ...storesReached(plan).flatMap((store) => egress.store(namespace, store)),
        ...messageHosts(plan, platform.cloud).map((host) => egress.host(namespace, { host, ...overTls })),
        ...plan.reach.hosts.map((host) => egress.host(namespace, host)),
        ...plan.reach.dataStores.map((store) => egress.dataStore(namespace, store)),
    ];
}

const overTls = { port: 443, protocol: "TLS", cidrs: [] } as const satisfies Omit<EgressConfig, "host">;

/** The Secret with the values of secret environment variables. */
export function secrets(plan: WorkloadPlan, context: WorkloadContext): pulumi.Resource[] {
    const access = context.inCluster.secrets;
    if (plan.secrets.length === 0 || access === undefined) {
        return [];
    }
    const databases = usesPostgres(plan) ? (context.inCluster.databases?.ready ?? []) : [];
    return [
        customResource<{ spec: ExternalSecretSpec }>(
            `${plan.name}-secrets`,
            {
                apiVersion: apiVersions.externalSecrets,
                kind: "ExternalSecret",
                metadata: metadata(plan, secretName(plan)),
                spec: workloadSecretSpec(plan, context, access.storeName),
            },
            child(context, [...access.ready, ...databases]),
        ),
    ];
}

/**
 * What the pods' model volumes refer to.
 *
 * @param retained Whether pods of an earlier update may still run when a later one ends. Default: they do not.
 */
export function modelObjects({ models }: WorkloadPlan, context: WorkloadContext, retained = false): pulumi.Resource[] {
    return models.models.length === 0 ? [] : models.delivery.objects(models, context, retained);
}
