import { accepted, type KubeClient } from "./cluster/client";
import { type KubeObject, type V1Node, type V1Pod, type V1StatefulSetSpec } from "./cluster/types";
import { capacityLabel, edgeGroup, nodeGroupLabel, zoneLabel } from "./nodes";
import { type Workload } from "./workloads";

/** Pods made from a workload's template, those that ended included. */
export async function podsOf(client: KubeClient, { object, template }: Workload): Promise<V1Pod[]> {
    const labels = template.metadata?.labels ?? {};
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const query = new URLSearchParams({ labelSelector: selector.join(",") }).toString();
    return await client.list<V1Pod>(`/api/v1/namespaces/${object.metadata.namespace}/pods?${query}`);
}

export async function allPods(client: KubeClient): Promise<V1Pod[]> {
    return await client.list<V1Pod>("/api/v1/pods");
}

/** A pod of its own from a workload's template, as `change` wants it. */
export function podLike(
    { object, template }: Workload,
    name: string,
    change: (spec: NonNullable<V1Pod["spec"]>) => NonNullable<V1Pod["spec"]> = (spec) => spec,
): KubeObject & { readonly metadata: { readonly namespace: string } } {
    const copied = structuredClone(template.spec ?? { containers: [] });
    const { volumeClaimTemplates = [] } = (object["spec"] ?? {}) as Partial<V1StatefulSetSpec>;
    // A StatefulSet adds the volumes of its claims; what they hold does not matter here.
    const claimed = volumeClaimTemplates.map(({ metadata }) => ({ name: metadata?.name ?? "", emptyDir: {} }));
    const spec = change({ ...copied, volumes: [...(copied.volumes ?? []), ...claimed] });
    return {
        apiVersion: "v1",
        kind: "Pod",
        // No labels: no Service, disruption budget or ReplicaSet may count it as one of its own.
        metadata: { name, namespace: object.metadata.namespace },
        spec,
    };
}

/** Creates an object for as long as `use` takes. */
export async function withObject<T>(client: KubeClient, object: KubeObject, use: () => Promise<T>): Promise<T> {
    accepted(await client.create(object));
    try {
        return await use();
    } finally {
        await client.delete(object, { gracePeriodSeconds: 0 });
    }
}

/** Why the scheduler finds no node for a pod; undefined once it has one, or while nobody has looked. */
export function unschedulableReason({ status }: V1Pod): string | undefined {
    return status?.conditions?.find(({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable")
        ?.message;
}

export function isReady({ metadata, status }: V1Pod): boolean {
    return (
        metadata?.deletionTimestamp === undefined &&
        status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true
    );
}

/** GPUs a pod asks for. */
export function gpusAsked({ spec }: Pick<V1Pod, "spec">): number {
    return (spec?.containers ?? []).reduce(
        (sum, container) => sum + Number(container.resources?.limits?.["nvidia.com/gpu"] ?? 0),
        0,
    );
}

/** The nodes of a cluster by name, with what the tests ask of them. */
export class Nodes {
    private readonly byName: ReadonlyMap<string, V1Node>;

    constructor(public readonly all: readonly V1Node[]) {
        this.byName = new Map(all.map((node) => [node.metadata?.name ?? "", node]));
    }

    public static async of(client: KubeClient): Promise<Nodes> {
        return new Nodes(await client.list<V1Node>("/api/v1/nodes"));
    }

    public groupOf({ spec }: V1Pod): string | undefined {
        return this.label(spec?.nodeName, nodeGroupLabel);
    }

    public zoneOf({ spec }: V1Pod): string | undefined {
        return this.label(spec?.nodeName, zoneLabel);
    }

    public inGroup(group: string): V1Node[] {
        return this.all.filter(({ metadata }) => metadata?.labels?.[nodeGroupLabel] === group);
    }

    public get groups(): string[] {
        return [...new Set(this.all.map(({ metadata }) => metadata?.labels?.[nodeGroupLabel] ?? ""))];
    }

    /** What sets the node of a pod apart for workloads: its GPU, how it is bought, or that it is an edge node. */
    public kindOf({ spec }: V1Pod): string | undefined {
        const node = spec?.nodeName === undefined ? undefined : this.byName.get(spec.nodeName);
        return node === undefined ? undefined : kindOfNode(node);
    }

    public get kinds(): string[] {
        return [...new Set(this.all.map(kindOfNode))];
    }

    public kindsOf(groups: readonly string[]): string[] {
        return [...new Set(groups.flatMap((group) => this.inGroup(group)).map(kindOfNode))];
    }

    private label(node: string | undefined, label: string): string | undefined {
        return node === undefined ? undefined : this.byName.get(node)?.metadata?.labels?.[label];
    }
}

function kindOfNode({ metadata }: V1Node): string {
    const { "node-type": type, accelerator = "no GPU", [capacityLabel]: capacity } = metadata?.labels ?? {};
    return type === edgeGroup ? "edge" : `${accelerator}, ${capacity}`;
}
