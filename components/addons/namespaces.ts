import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type AddonNamespaceName } from "./charts";

/** Level of the Pod Security Standards that the API server enforces in a namespace. */
export type PodSecurityLevel = "privileged" | "restricted";

interface NamespaceFacts {
    readonly level: PodSecurityLevel;
    /** Which pod needs more than `restricted` allows, and why; absent where nothing does. */
    readonly because?: string;
    /** Proxies learn its Services: it holds something that pods in the mesh talk to, or is in the mesh itself. */
    readonly inMeshView: boolean;
    /** Its pods get a proxy. Default false: add-ons talk to the API server and to machines, not to each other. */
    readonly injected?: boolean;
}

/** Namespaces of add-ons that this project creates; `kube-system` is there already. */
export const addonNamespaces: Readonly<Record<Exclude<AddonNamespaceName, "kube-system">, NamespaceFacts>> = {
    "argo-rollouts": { level: "restricted", inMeshView: false },
    "external-dns": { level: "restricted", inMeshView: false },
    "external-secrets": { level: "restricted", inMeshView: false },
    "gpu-system": {
        level: "privileged",
        because: "GPU agents mount the kubelet's device and pod-resources sockets from the host",
        inMeshView: false,
    },
    "istio-cni": {
        level: "privileged",
        because: "the CNI agent installs a plugin on the host and enters pods' network namespaces",
        inMeshView: false,
    },
    "istio-ingress": { level: "restricted", inMeshView: true },
    "istio-system": { level: "restricted", inMeshView: true },
    keda: { level: "restricted", inMeshView: false },
    logging: {
        level: "privileged",
        because: "the log collector mounts /var/log from the host",
        inMeshView: false,
    },
    mlflow: { level: "restricted", inMeshView: true, injected: true },
    monitoring: {
        level: "privileged",
        because: "node-exporter reads the host's file systems, processes and network",
        inMeshView: true,
    },
    tracing: { level: "restricted", inMeshView: true },
    vpa: { level: "restricted", inMeshView: false },
};

/** For containers whose chart has no key for requests and limits: hooks, init containers, config reloaders. */
export const addonContainerLimits = {
    type: "Container",
    defaultRequest: { cpu: "25m", memory: "64Mi", "ephemeral-storage": "64Mi" },
    default: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "2Gi" },
} as const;

/** Namespaces that istiod watches carry this label; `kube-system`, whose labels are not ours, is named apart. */
export const meshViewLabel = { "inference-platform/mesh": "discovered" } as const;

/** Labels of Pod Security admission, with the version pinned so that a cluster upgrade changes no verdict by itself. */
export function podSecurityLabels(
    enforce: PodSecurityLevel,
    kubernetesVersion: string,
    observe: PodSecurityLevel = enforce,
): Record<string, string> {
    const modes = { enforce, audit: observe, warn: observe };
    return Object.fromEntries(
        Object.entries(modes).flatMap(([mode, level]) => [
            [`pod-security.kubernetes.io/${mode}`, level],
            [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetesVersion}`],
        ]),
    );
}

/** Makes each add-on namespace once, when the first add-on asks for it. */
export class AddonNamespaces {
    private readonly made = new Map<AddonNamespaceName, readonly pulumi.Resource[]>();

    constructor(
        private readonly kubernetesVersion: string,
        private readonly opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
    ) {}

    /** What an object in this namespace depends on. */
    get(name: AddonNamespaceName): readonly pulumi.Resource[] {
        if (name === "kube-system") {
            return this.opts.dependsOn;
        }
        const existing = this.made.get(name);
        if (existing !== undefined) {
            return existing;
        }
        const facts = addonNamespaces[name];
        const namespace = new k8s.core.v1.Namespace(
            name,
            {
                metadata: {
                    name,
                    labels: {
                        ...podSecurityLabels(facts.level, this.kubernetesVersion),
                        ...(facts.inMeshView ? meshViewLabel : {}),
                        ...(facts.injected === true ? { "istio-injection": "enabled" } : {}),
                    },
                    ...(facts.because === undefined
                        ? {}
                        : { annotations: { "inference-platform/privileged-because": facts.because } }),
                },
            },
            { parent: this.opts.parent, dependsOn: [...this.opts.dependsOn] },
        );
        const defaults = new k8s.core.v1.LimitRange(
            name,
            { metadata: { name: "containers", namespace: name }, spec: { limits: [addonContainerLimits] } },
            { parent: this.opts.parent, dependsOn: [namespace] },
        );
        this.made.set(name, [namespace, defaults]);
        return [namespace, defaults];
    }
}
