import { type Requests, requestsInValues } from "../support/requests";
import { type KubeObject } from "./cluster/types";
import { node, zoneLabel } from "./nodes";
import { type RenderedStack } from "./rendered";

const mebi = 1 / 1024;

/** Kubernetes itself on kind's one node. Sources: kubeadm's static pods and CoreDNS, kind's network plug-in. */
export const kindPods: Readonly<Record<string, Requests>> = {
    etcd: { cpu: 0.1, memoryGiB: 100 * mebi },
    "kube-apiserver": { cpu: 0.25, memoryGiB: 0 },
    "kube-controller-manager": { cpu: 0.2, memoryGiB: 0 },
    "kube-scheduler": { cpu: 0.1, memoryGiB: 0 },
    "coredns-0": { cpu: 0.1, memoryGiB: 70 * mebi },
    "coredns-1": { cpu: 0.1, memoryGiB: 70 * mebi },
    kindnet: { cpu: 0.1, memoryGiB: 50 * mebi },
};

const systemNamespace = "kube-system";

/** The node of a machine with 4 CPUs and 8 GiB, of which the system and Docker leave half a GiB less to pods. */
export const kindNode = node({
    name: "inference-control-plane",
    labels: { "node-role.kubernetes.io/control-plane": "", [zoneLabel]: "zone-a" },
    taints: [],
    resources: { cpu: "4", memory: "7680Mi", pods: "110", "ephemeral-storage": "40Gi" },
});

/** kind's StorageClass, with the provisioner that it brings. */
const standardClass: KubeObject = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "rancher.io/local-path",
    volumeBindingMode: "WaitForFirstConsumer",
    reclaimPolicy: "Delete",
};

/** A kind cluster on which the charts of a stack are installed: a pod for each container that the charts' values size. */
export function kindObjects({ resources }: RenderedStack): readonly KubeObject[] {
    const charts = resources
        .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
        .flatMap(({ name, inputs }) =>
            requestsInValues(inputs["values"]).map((requests, i) => standInPod(`${name}-${i}`, requests)),
        );
    const system = Object.entries(kindPods).map(([name, requests]) => standInPod(name, requests));
    return [standardClass, ...system, ...charts];
}

/** A pod that takes the room of another one. */
export function standInPod(name: string, { cpu, memoryGiB }: Requests): KubeObject {
    const requests = { cpu: `${Math.round(cpu * 1000)}m`, memory: `${Math.round(memoryGiB / mebi)}Mi` };
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: systemNamespace },
        spec: {
            priorityClassName: "system-cluster-critical",
            automountServiceAccountToken: false,
            containers: [{ name: "stand-in", image: "registry.k8s.io/pause:3.10", resources: { requests } }],
        },
    };
}
