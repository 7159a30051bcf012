import { accepted, type KubeClient } from "./cluster/client";
import { type KubeObject, type V1Pod } from "./cluster/types";
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

/** Keeps the pods of a run from ending (`cluster/jobs.stage.yaml`). */
export const heldAnnotation = "inference-platform.test/held";

/**
 * Starts what waits for its hour, for a message or for somebody's word: the Job that its controller would make.
 *
 * @param held whether its pods run until `release`. Default: they end with success at once
 */
export async function startNow(client: KubeClient, { object }: Workload, held = false): Promise<KubeObject> {
    const { suspend: _waits, template, ...spec } = { suspend: undefined, ...podMakerSpec(object) };
    const annotations = { ...template?.metadata?.annotations, ...(held && { [heldAnnotation]: "" }) };
    const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: `${object.metadata.name}-now`, namespace: object.metadata.namespace },
        spec: { ...spec, template: { ...template, metadata: { ...template?.metadata, annotations } } },
    };
    accepted(await client.create(job));
    return job;
}

/** The pods of a run that have not ended. */
export async function podsOfRun(client: KubeClient, { metadata }: KubeObject): Promise<V1Pod[]> {
    const query = new URLSearchParams({ labelSelector: `batch.kubernetes.io/job-name=${metadata.name}` }).toString();
    const pods = await client.list<V1Pod>(`/api/v1/namespaces/${metadata.namespace}/pods?${query}`);
    return pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
}

/** Lets the pods of a run that was started as held end with success. */
export async function release(client: KubeClient, { metadata }: V1Pod): Promise<void> {
    const body = { metadata: { annotations: { [heldAnnotation]: null } } };
    const path = `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`;
    accepted(await client.send("PATCH", path, { body, contentType: "application/merge-patch+json" }));
}
