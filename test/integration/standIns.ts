import { accepted, type KubeClient } from "./cluster/client";
import { type KubeObject } from "./cluster/types";
import { podMakerSpec, type Workload } from "./workloads";

/** Label that Argo Rollouts gives the ReplicaSet of a version and its pods. */
export const rolloutHashLabel = "rollouts-pod-template-hash";

/**
 * Does for a serving workload what a controller that does not run here does on a cluster: KEDA sets the replicas, Argo Rollouts
 * makes a ReplicaSet. The pods themselves come from Kubernetes' own controllers.
 */
export async function actAsController(client: KubeClient, { object, template, floor }: Workload): Promise<void> {
    switch (object.kind) {
        case "Deployment":
        case "StatefulSet":
            await scale(client, object, floor);
            return;
        case "Rollout":
            // Argo Rollouts writes the default where replicas are left to an autoscaler; /scale fails without a number.
            await setReplicas(client, object, floor);
            await createReplicaSet(client, object, template, floor, "test");
            return;
    }
}

/** Sets the number of replicas, as an autoscaler does. */
export async function scale(client: KubeClient, object: KubeObject, replicas: number): Promise<void> {
    const path = `${await client.pathOf(object)}/scale`;
    accepted(
        await client.send("PATCH", path, { body: { spec: { replicas } }, contentType: "application/merge-patch+json" }),
    );
}

async function setReplicas(client: KubeClient, object: KubeObject, replicas: number): Promise<void> {
    const body = { spec: { replicas } };
    accepted(
        await client.send("PATCH", await client.pathOf(object), { body, contentType: "application/merge-patch+json" }),
    );
}

/** The ReplicaSet of one version of a Rollout. @param hash tells the version's pods apart */
export async function createReplicaSet(
    client: KubeClient,
    rollout: Workload["object"],
    template: Workload["template"],
    replicas: number,
    hash: string,
): Promise<void> {
    const owner = await client.read(rollout);
    const labels = { ...template.metadata?.labels, [rolloutHashLabel]: hash };
    const { selector } = rollout["spec"] as { selector: { matchLabels: Record<string, string> } };
    const replicaSet = {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: {
            name: `${rollout.metadata.name}-${hash}`,
            namespace: rollout.metadata.namespace,
            labels,
            ownerReferences: [
                {
                    apiVersion: rollout.apiVersion,
                    kind: rollout.kind,
                    name: rollout.metadata.name,
                    uid: owner?.metadata.uid ?? "",
                    controller: true,
                },
            ],
        },
        spec: {
            replicas,
            selector: { matchLabels: { ...selector.matchLabels, [rolloutHashLabel]: hash } },
            template: { ...template, metadata: { ...template.metadata, labels } },
        },
    };
    accepted(await client.apply(replicaSet));
}

/** Starts what waits for its hour, for a message or for somebody's word: the Job that its controller would make. */
export async function startNow(client: KubeClient, { object }: Workload): Promise<KubeObject> {
    const { suspend: _waits, ...spec } = { suspend: undefined, ...podMakerSpec(object) };
    const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: `${object.metadata.name}-now`, namespace: object.metadata.namespace },
        spec,
    };
    accepted(await client.create(job));
    return job;
}
