import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AddOnAccess } from "../../inCluster";
import { type AddonFacts, controllerReplicas, type Resources, resources } from "../facts";
import { type AddonFrame } from "../context";
import { admittingApiServer, controllerEgress, namespaceByName } from "../../kubernetes/networkPolicies";

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
            // The chart lets its pods reach other pods only, and the API server is none.
            kubernetes: {
                operator: { extraEgressRules: [toPrometheus, ...controllerEgress] },
                metricsServer: { extraEgressRules: controllerEgress },
                webhooks: { extraEgressRules: controllerEgress },
            },
        },
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
    to: [{ namespaceSelector: namespaceByName("monitoring") }],
    ports: [{ protocol: "TCP", port: 9090 }],
};

/** Ports of the metrics server and the webhooks, which the API server calls. */
const apiServerPorts = [6443, 9443];

/** The service account of the chart's operator, which asks the scalers' sources. */
const operator = { namespace: "keda", serviceAccount: "keda-operator" };

export interface KedaArgs {
    readonly frame: AddonFrame;
    /** ARNs of the queues it may ask for their length; without any it gets no identity. */
    readonly watchedQueues: readonly string[];
}

/** KEDA: scales on metrics, queues and schedules. */
export class Keda extends pulumi.ComponentResource {
    public readonly access: AddOnAccess;

    constructor(name: string, { frame, watchedQueues }: KedaArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Keda", name, {}, opts);
        const access = watchedQueues.map((queueArn) => ({ kind: "watch-queue" as const, queueArn }));
        const identity =
            access.length === 0
                ? []
                : [
                      frame.platform.identities.forWorkload(
                          operator.serviceAccount,
                          { ...operator, access },
                          { parent: this },
                      ),
                  ];
        const release = frame.install("keda", { parent: this, dependsOn: identity });
        const admitted = new k8s.networking.v1.NetworkPolicy(
            "keda-admits-api-server",
            {
                metadata: { name: "admit-api-server", namespace: "keda" },
                spec: admittingApiServer(frame.facts.vpcCidr, apiServerPorts),
            },
            { parent: this, dependsOn: [...frame.namespace("keda")] },
        );
        this.access = { namespace: "keda", ready: [release, admitted] };
        this.registerOutputs({ namespace: this.access.namespace });
    }
}
