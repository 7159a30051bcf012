import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { meshViewLabel, podSecurityLabels, type PodSecurityLevel } from "../kubernetes/namespaceLabels";
import { systemNamespace } from "../kubernetes/wellKnown";

/** A namespace that add-ons live in. */
export interface AddonNamespace {
    readonly name: string;
    /** Level that the namespace enforces; `existing`: the cluster brings the namespace, and its labels are not ours. */
    readonly level: PodSecurityLevel | "existing";
    /** Which pod needs more than `restricted` allows, and why; absent where none does. */
    readonly because?: string;
    /**
     * Proxies learn its Services: it holds something that pods in the mesh talk to, or is in the mesh itself. Default: false.
     */
    readonly inMeshView?: boolean;
    /** Its pods get a proxy. Default: false, since add-ons talk to the API server and to machines, not to each other. */
    readonly injected?: boolean;
}

// Namespaces that several add-ons share; those of one add-on are in its definition.

export const kubeSystem: AddonNamespace = { name: systemNamespace, level: "existing" };

export const monitoring: AddonNamespace = {
    name: "monitoring",
    level: "privileged",
    because: "node-exporter reads the host's file systems, processes and network",
    inMeshView: true,
};

export const gpuSystem: AddonNamespace = {
    name: "gpu-system",
    level: "privileged",
    because: "GPU agents mount the kubelet's device and pod-resources sockets from the host",
};

/** For containers whose chart has no key for requests and limits: hooks, init containers, config reloaders. */
export const addonContainerLimits = {
    type: "Container",
    defaultRequest: { cpu: "25m", memory: "64Mi", "ephemeral-storage": "64Mi" },
    default: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "2Gi" },
} as const;

/** Creates each add-on namespace once, when the first add-on asks for it. */
export class AddonNamespaces {
    private readonly created = new Map<string, readonly pulumi.Resource[]>();

    constructor(
        private readonly kubernetesVersion: string,
        private readonly opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
    ) {}

    /** What an object in this namespace depends on. */
    get(namespace: AddonNamespace): readonly pulumi.Resource[] {
        const existing = this.created.get(namespace.name);
        if (existing !== undefined) {
            return existing;
        }
        const resources =
            namespace.level === "existing" ? this.opts.dependsOn : this.create(namespace, namespace.level);
        this.created.set(namespace.name, resources);
        return resources;
    }

    private create(
        { name, because, inMeshView, injected }: AddonNamespace,
        level: PodSecurityLevel,
    ): readonly pulumi.Resource[] {
        const { parent, dependsOn } = this.opts;
        const namespace = new k8s.core.v1.Namespace(
            name,
            {
                metadata: {
                    name,
                    labels: {
                        ...podSecurityLabels(level, this.kubernetesVersion),
                        ...(inMeshView && meshViewLabel),
                        ...(injected && { "istio-injection": "enabled" }),
                    },
                    ...(because !== undefined && {
                        annotations: { "inference-platform/privileged-because": because },
                    }),
                },
            },
            { parent, dependsOn: [...dependsOn] },
        );
        const defaults = new k8s.core.v1.LimitRange(
            name,
            { metadata: { name: "containers", namespace: name }, spec: { limits: [addonContainerLimits] } },
            { parent, dependsOn: [namespace] },
        );
        return [namespace, defaults];
    }
}
