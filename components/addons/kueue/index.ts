import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type StandardNamespace } from "../../../config/names";
import { type QueuesAccess } from "../../inCluster";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { admittingApiServer, namespaceByName } from "../../kubernetes/networkPolicies";
import { type Resources, resources } from "../../kubernetes/resources";
import { stableJson } from "../../kubernetes/stableJson";
import { softSpread } from "../../kubernetes/topology";
import { defineAddon, type Provided } from "../definition";
import { type AddonFacts, controllerReplicas } from "../facts";
import { scraping } from "../monitoringCrds";
import { type AddonNamespace, monitoring } from "../namespaces";
import { kueueAlerts } from "./alerts";
import { type ClusterQueueSpec, clusterQueueSpec, queueName, type ResourceFlavorSpec, trainingQueues } from "./queues";

/** Keys of Kueue's chart that we set. */
export interface KueueValues {
    readonly enablePrometheus: boolean;
    readonly controllerManager: {
        readonly replicas: number;
        readonly manager: {
            readonly image: { readonly repository: string; readonly tag: string; readonly pullPolicy: string };
            readonly priorityClassName: string;
            readonly resources: Resources;
        };
        readonly podDisruptionBudget: { readonly enabled: boolean; readonly minAvailable?: number };
        readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    };
    readonly managerConfig: { readonly controllerManagerConfigYaml: string };
    readonly metrics: { readonly prometheusNamespace: string };
}

const chart = {
    repository: "oci://registry.k8s.io/kueue/charts",
    chart: "kueue",
    version: "0.19.2",
    appVersion: "v0.19.2",
    crds: "templates",
} as const;

const image = "registry.k8s.io/kueue/kueue";

const home: AddonNamespace = { name: "kueue-system", level: "restricted" };

/** The one namespace whose Jobs wait in queues. */
const trainingNamespace: StandardNamespace = "ml-training";

/** Ports of the controller: webhooks and the aggregated API that shows what waits, which the API server calls, and metrics. */
const ports = { webhooks: 9443, visibility: 8082, metrics: 8443 } as const;

export function kueueValues(facts: AddonFacts): KueueValues {
    const replicas = controllerReplicas(facts);
    return {
        enablePrometheus: true,
        controllerManager: {
            // The second one waits for the lease; both answer webhooks, without which no Job of a training is created.
            replicas,
            manager: {
                // The values in Kueue's repository name what is not released.
                image: { repository: image, tag: chart.appVersion, pullPolicy: "IfNotPresent" },
                priorityClassName: "system-cluster-critical",
                resources: resources("100m", "1", "256Mi", "512Mi"),
            },
            podDisruptionBudget: replicas > 1 ? { enabled: true, minAvailable: 1 } : { enabled: false },
            topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": "kueue" }),
        },
        managerConfig: { controllerManagerConfigYaml: stableJson(kueueConfiguration(facts)) },
        metrics: { prometheusNamespace: monitoring.name },
    };
}

/** Kueue's own configuration. The chart takes the namespaces that its webhooks see from here, too. */
export function kueueConfiguration({ addons }: Pick<AddonFacts, "addons">): Readonly<Record<string, unknown>> {
    const { readySeconds, recoverySeconds } = addons.kueue;
    return {
        apiVersion: "config.kueue.x-k8s.io/v1beta2",
        kind: "Configuration",
        health: { healthProbeBindAddress: ":8081" },
        metrics: { bindAddress: `:${ports.metrics}` },
        webhook: { port: ports.webhooks },
        leaderElection: { leaderElect: true, resourceName: "c1f6bfd2.kueue.x-k8s.io" },
        // Its webhooks fail closed: only what waits in queues depends on the controller.
        integrations: { frameworks: ["batch/job"] },
        managedJobsNamespaceSelector: namespaceByName(trainingNamespace),
        manageJobsWithoutQueueName: false,
        // Quotas are of GPUs: CPU and memory come with the nodes.
        resources: { quotaCheckStrategy: "IgnoreUndeclared" },
        waitForPodsReady: {
            timeout: `${readySeconds}s`,
            recoveryTimeout: `${recoverySeconds}s`,
            // Runs of other GPU models need not wait until the pods of one are ready.
            blockAdmission: false,
            requeuingStrategy: { timestamp: "Eviction", backoffBaseSeconds: 60, backoffMaxSeconds: 3600 },
        },
    };
}

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Whether the add-on is installed; trainings with several `pods` need it, and all others wait in its queues too.",
            ),
        readySeconds: z
            .int()
            .min(60)
            .max(86_400)
            .default(1800)
            .describe(
                "Seconds in which all pods of a run must be ready, the start of their nodes included; otherwise all of them are stopped and the run waits again.",
            ),
        recoverySeconds: z
            .int()
            .min(60)
            .max(86_400)
            .default(900)
            .describe(
                "Seconds that a run may lack a pod, for example after an interruption; then all of its pods are stopped and the run waits again.",
            ),
    })
    .prefault({})
    .describe("Kueue: Jobs of trainings wait in queues until all their pods can start.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly kueue: z.output<typeof settings>;
    }
}

interface KueueProvided extends Provided {
    readonly queues: QueuesAccess;
}

/** Queues for trainings: quotas of GPUs, and pods that start together or not at all. */
export const kueue = defineAddon({
    name: "kueue",
    component: "Kueue",
    settings: { key: "kueue", schema: settings },
    needs: [scraping],
    // Without GPUs there is no queue that could be down.
    alerts: ({ nodeGroups }) => (trainingQueues(nodeGroups).length === 0 ? [] : kueueAlerts(trainingNamespace)),
    releases: {
        kueue: {
            chart,
            namespace: home,
            values: kueueValues,
            images: { "controllerManager.manager.image.repository": image },
        },
    },
    create: (context): KueueProvided => {
        const release = context.install("kueue");
        const admitted = [
            new k8s.networking.v1.NetworkPolicy(
                "kueue-admits-api-server",
                {
                    metadata: { name: "admit-api-server", namespace: home.name },
                    spec: admittingApiServer(context.facts.nodeCidrs, [ports.webhooks, ports.visibility]),
                },
                context.inside(home),
            ),
            context.admit(home, monitoring, [ports.metrics]),
        ];
        const queues = trainingQueues(context.facts.nodeGroups);
        const inCluster = (...after: readonly pulumi.Resource[]) =>
            context.inside(home, release, ...admitted, ...after);
        const flavors = queues
            .flatMap((queue) => queue.flavors)
            .map(({ name, spec }) =>
                customResource<{ readonly spec: ResourceFlavorSpec }>(
                    `flavor-${name}`,
                    { apiVersion: apiVersions.kueue, kind: "ResourceFlavor", metadata: { name }, spec },
                    inCluster(),
                ),
            );
        const clusterQueues = queues.map((queue) =>
            customResource<{ readonly spec: ClusterQueueSpec }>(
                `queue-${queue.name}`,
                {
                    apiVersion: apiVersions.kueue,
                    kind: "ClusterQueue",
                    metadata: { name: queue.name },
                    spec: clusterQueueSpec(queue, trainingNamespace),
                },
                inCluster(...flavors),
            ),
        );
        const ready = [release, ...clusterQueues];
        return { ready, queues: { namespace: trainingNamespace, of: queueName, ready } };
    },
});
