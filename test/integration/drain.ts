import { setTimeout as sleep } from "node:timers/promises";
import { accepted, ApiError, type KubeClient, refusal } from "./cluster/client";
import { type V1Node, type V1Pod } from "./cluster/types";

/** Long enough for replacements to start one after the other; a drain that takes longer waits for what never comes. */
const drainSeconds = 60;

/** Stops or allows new pods on a node. */
export async function setSchedulable(client: KubeClient, node: V1Node, schedulable: boolean): Promise<void> {
    const path = `/api/v1/nodes/${node.metadata?.name}`;
    const body = { spec: { unschedulable: schedulable ? null : true } };
    accepted(await client.send("PATCH", path, { body, contentType: "application/merge-patch+json" }));
}

/**
 * Drains a node as `kubectl drain` and EKS do: no new pods, then an eviction for every pod that no DaemonSet owns, asked
 * again for as long as its disruption budget refuses.
 *
 * @throws Error naming the pods that were left, and what refused their eviction.
 */
export async function drain(client: KubeClient, node: V1Node): Promise<void> {
    await setSchedulable(client, node, false);
    const deadline = Date.now() + drainSeconds * 1000;
    const refused = new Map<string, string>();
    for (;;) {
        const left = (await podsOn(client, node)).filter((pod) => !ownedByDaemonSet(pod));
        if (left.length === 0) {
            return;
        }
        for (const pod of left.filter(({ metadata }) => metadata?.deletionTimestamp === undefined)) {
            const reason = await evict(client, pod);
            if (reason !== undefined) {
                refused.set(`${pod.metadata?.namespace}/${pod.metadata?.name}`, reason);
            }
        }
        if (Date.now() > deadline) {
            const reasons = [...refused].map(([pod, reason]) => `${pod}: ${reason}`);
            throw new Error(`the drain of ${node.metadata?.name} does not end:\n${reasons.join("\n")}`);
        }
        await sleep(100);
    }
}

/** Asks for one eviction; the reason where a disruption budget refuses it for now. */
export async function evict(client: KubeClient, { metadata }: V1Pod): Promise<string | undefined> {
    const { name = "", namespace = "" } = metadata ?? {};
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    // 429 is the budget's answer here, not a sign to slow down.
    const reply = await client.send("POST", path, { body });
    if (reply.status === 429) {
        return refusal(reply);
    }
    if (reply.status >= 300 && reply.status !== 404) {
        throw new ApiError(reply.status, `eviction of ${namespace}/${name}: ${refusal(reply)}`);
    }
    return undefined;
}

export async function podsOn(client: KubeClient, node: V1Node): Promise<V1Pod[]> {
    const query = new URLSearchParams({ fieldSelector: `spec.nodeName=${node.metadata?.name}` }).toString();
    const pods = await client.list<V1Pod>(`/api/v1/pods?${query}`);
    return pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
}

function ownedByDaemonSet({ metadata }: V1Pod): boolean {
    return metadata?.ownerReferences?.some(({ kind }) => kind === "DaemonSet") === true;
}
