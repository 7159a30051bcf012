import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Resources, resources } from "../../kubernetes/resources";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon, type IdentityRequest } from "../definition";
import { monitoring, type AddonNamespace } from "../namespaces";
import { scraping } from "../monitoringCrds";
import { admittingApiServer, controllerEgressTo, namespaceByName, tcp } from "../../kubernetes/networkPolicies";

interface Part<T> {
    readonly operator: T;
    readonly metricServer: T;
    readonly webhooks: T;
}

interface Monitored {
    readonly enabled: boolean;
    readonly serviceMonitor: { readonly enabled: boolean };
}

/** Keys of KEDA's chart that we set. */
export interface KedaValues {
    readonly clusterName: pulumi.Input<string>;
    readonly operator: { readonly replicaCount: number };
    readonly metricsServer: { readonly replicaCount: number };
    readonly webhooks: { readonly replicaCount: number; readonly failurePolicy: string };
    readonly networkPolicy: {
        readonly enabled: boolean;
        readonly flavor: string;
        readonly kubernetes: Readonly<
            Record<"operator" | "metricsServer" | "webhooks", { readonly extraEgressRules: readonly object[] }>
        >;
    };
    readonly permissions: Readonly<
        Record<"operator" | "metricServer", { readonly restrict: { readonly secret: boolean } }>
    >;
    readonly podDisruptionBudget: Part<{ readonly minAvailable?: number }>;
    readonly priorityClassName: string;
    readonly logging: {
        readonly operator: { readonly format: string };
        readonly metricServer: { readonly zapEncoder: string };
        readonly webhooks: { readonly format: string };
    };
    readonly resources: Part<Resources>;
    readonly prometheus: Part<Monitored>;
}

export function kedaValues(facts: AddonFacts): KedaValues {
    const replicas = controllerReplicas(facts);
    const controllerEgress = controllerEgressTo(facts.cloud.nodeServices, facts.nodeCidrs);
    const budget = replicas > 1 ? { minAvailable: 1 } : {};
    const monitored = { enabled: true, serviceMonitor: { enabled: true } };
    return {
        clusterName: facts.clusterName,
        // The second operator waits for the lease; the metrics servers and webhooks all answer.
        operator: { replicaCount: replicas },
        metricsServer: { replicaCount: replicas },
        webhooks: { replicaCount: replicas, failurePolicy: "Fail" },
        networkPolicy: {
            enabled: true,
            flavor: "kubernetes",
            // The chart lets its pods reach other pods only, and the API server is not a pod.
            kubernetes: {
                operator: { extraEgressRules: [toPrometheus, ...controllerEgress] },
                metricsServer: { extraEgressRules: controllerEgress },
                webhooks: { extraEgressRules: controllerEgress },
            },
        },
        // Nothing that scales reads secrets. KEDA would resolve all variables of each container that it scales, so that a secret
        // that is not there yet leaves a workload without autoscaler. Source: KEDA pkg/scaling/resolver, resolveEnv.
        permissions: { operator: { restrict: { secret: true } }, metricServer: { restrict: { secret: true } } },
        podDisruptionBudget: { operator: budget, metricServer: budget, webhooks: budget },
        priorityClassName: "system-cluster-critical",
        logging: {
            operator: { format: "json" },
            metricServer: { zapEncoder: "json" },
            webhooks: { format: "json" },
        },
        resources: {
            operator: resources("100m", "1", "128Mi", "512Mi"),
            metricServer: resources("100m", "1", "128Mi", "512Mi"),
            webhooks: resources("20m", "200m", "64Mi", "128Mi"),
        },
        prometheus: { operator: monitored, metricServer: monitored, webhooks: monitored },
    };
}

const toPrometheus = {
    to: [{ namespaceSelector: namespaceByName(monitoring.name) }],
    ports: [tcp(9090)],
};

/** Ports of the metrics server and the webhooks, which the API server calls. */
const apiServerPorts = [6443, 9443];

const namespace: AddonNamespace = { name: "keda", level: "restricted" };

/** The operator asks the scalers' sources; without a queue to watch it gets no identity. */
function operatorIdentity({ watchedQueues }: AddonFacts): IdentityRequest | undefined {
    const serviceAccount = "keda-operator";
    const access = watchedQueues.map((queue) => ({ kind: "watch-queue" as const, queue }));
    return access.length === 0
        ? undefined
        : { name: serviceAccount, namespace: namespace.name, serviceAccount, access };
}

/** KEDA: scales on metrics, queues and schedules. */
export const keda = defineAddon({
    name: "keda",
    component: "Keda",
    needs: [scraping],
    releases: {
        keda: {
            chart: {
                repository: "https://kedacore.github.io/charts",
                chart: "keda",
                version: "2.20.2",
                appVersion: "2.20.2",
                crds: "templates",
            },
            namespace,
            values: kedaValues,
            images: {
                "image.keda.registry": "ghcr.io",
                "image.metricsApiServer.registry": "ghcr.io",
                "image.webhooks.registry": "ghcr.io",
            },
            identity: operatorIdentity,
        },
    },
    create: (context) => {
        const release = context.install("keda");
        const admitted = new k8s.networking.v1.NetworkPolicy(
            "keda-admits-api-server",
            {
                metadata: { name: "admit-api-server", namespace: namespace.name },
                spec: admittingApiServer(context.facts.nodeCidrs, apiServerPorts),
            },
            context.inside(namespace),
        );
        return { namespace: namespace.name, ready: [release, admitted] };
    },
});
