import type { ISidecar } from "@kubernetes-models/istio/networking.istio.io/v1beta1/Sidecar";
import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StandardNamespace, standardNamespaces, type WorkloadNamespace } from "../../../config/names";
import { type NamespaceQuota, workloadNamespacesOf } from "../../../config/namespaces";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type NamespaceAccess } from "../../inCluster";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type AddonContext, defineAddon, type Provided } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { type AddonFacts } from "../facts";
import { istio } from "../istio";
import { pullSecretName } from "../images";
import {
    meshViewLabel,
    podSecurityLabels,
    type PodSecurityLevel,
    workloadNamespaceLabel,
} from "../../kubernetes/namespaceLabels";
import { peopleBindings, peopleRoles } from "./people";
import { type GuardRailPolicy, guardRailsWith, podsIn, tcp } from "../../kubernetes/networkPolicies";

interface GuardRails {
    readonly enforce: PodSecurityLevel;
    /** Other namespaces whose Services the proxies receive; its own, istiod's and DNS are always there. */
    readonly reaches: readonly (StandardNamespace | "istio-ingress" | "monitoring")[];
    /** Whether its quota lets pods ask for GPUs when the stack file names no number. */
    readonly gpus: boolean;
}

/** What differs between the namespaces; everything else is the same in all of them. */
const standardRails: Readonly<Record<StandardNamespace, GuardRails>> = {
    "ml-production": { enforce: "restricted", reaches: [], gpus: true },
    "ml-training": { enforce: "restricted", reaches: [], gpus: true },
    // Load tests call what they test, directly or through the gateway, and write their results to Prometheus.
    "ml-testing": { enforce: "restricted", reaches: ["ml-production", "istio-ingress", "monitoring"], gpus: false },
    // Edge pods read their models from a folder of the host, which no other level allows.
    "edge-computing": { enforce: "privileged", reaches: [], gpus: false },
};

const teamRails: GuardRails = { enforce: "restricted", reaches: [], gpus: false };

function railsOf(name: WorkloadNamespace): GuardRails {
    const standard = standardNamespaces.find((each) => each === name);
    return standard === undefined ? teamRails : standardRails[standard];
}

/** What the namespaces of workloads provide to the workloads in them. */
interface NamespacesProvided extends Provided {
    readonly namespaces: Readonly<Record<WorkloadNamespace, NamespaceAccess>>;
}

/**
 * The namespaces of workloads, with everything that holds before the first workload arrives: Pod Security, default deny
 * in the network and in the mesh, quotas, and a default service account that can do nothing.
 */
export const workloadNamespaces = defineAddon({
    name: "workload-namespaces",
    component: "WorkloadNamespaces",
    needs: [
        { addon: istio, because: "to guard the mesh: some guard rails are Istio objects" },
        {
            addon: externalSecrets,
            because: "to copy the pull secret to workload namespaces",
            path: "images.pullSecret",
            wanted: ({ images }) => images.pullSecret !== undefined,
        },
    ],
    create: (context): NamespacesProvided => {
        const roles = peopleRoles(context);
        const entries = workloadNamespacesOf(context.facts).map((name) => [name, guard(name, context, roles)] as const);
        return { namespaces: Object.fromEntries(entries), ready: entries.flatMap(([, { ready }]) => ready) };
    },
});

function guard(
    name: WorkloadNamespace,
    context: AddonContext,
    roles: readonly k8s.rbac.v1.ClusterRole[],
): NamespaceAccess {
    const { facts, parent } = context;
    const namespace = new k8s.core.v1.Namespace(
        name,
        { metadata: { name, labels: namespaceLabels(name, facts.kubernetesVersion) } },
        { parent, dependsOn: [...context.cluster, ...context.priorityClasses] },
    );
    const inside = { parent, dependsOn: [namespace] };
    const inMesh = { parent, dependsOn: [namespace, ...context.get(istio).ready] };
    const ready = [
        namespace,
        new k8s.core.v1.ResourceQuota(
            name,
            {
                metadata: { name: "workloads", namespace: name },
                spec: { hard: quotaOf(name, facts) },
            },
            inside,
        ),
        new k8s.core.v1.LimitRange(
            name,
            { metadata: { name: "containers", namespace: name }, spec: { limits: [containerLimits] } },
            inside,
        ),
        // Kubernetes makes this account; we only take its token away.
        new k8s.core.v1.ServiceAccountPatch(
            `${name}-default`,
            { metadata: { name: "default", namespace: name }, automountServiceAccountToken: false },
            inside,
        ),
        ...networkGuards(name, facts).map(
            (policy) =>
                new k8s.networking.v1.NetworkPolicy(
                    `${name}-${policy.name}`,
                    { metadata: { name: policy.name, namespace: name }, spec: policy.spec },
                    inside,
                ),
        ),
        customResource<IAuthorizationPolicy>(
            `${name}-default-deny`,
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "AuthorizationPolicy",
                metadata: { name: "default-deny", namespace: name },
                // An ALLOW policy without a rule matches no request: whatever no other policy allows is denied.
                spec: {},
            },
            inMesh,
        ),
        customResource<ISidecar>(
            `${name}-sidecar`,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "Sidecar",
                metadata: { name: "default", namespace: name },
                spec: {
                    egress: [{ hosts: visibleHosts(name, facts) }],
                    outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
                },
            },
            inMesh,
        ),
        ...pullSecret(name, context, inside),
    ];
    // Workloads do not wait for these.
    peopleBindings(name, facts.people, roles, inside);
    return { name, ready };
}

/** The configured registry's credentials, for namespaces that run users' images; nothing when nodes may pull by themselves. */
function pullSecret(
    namespace: WorkloadNamespace,
    context: AddonContext,
    opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): readonly pulumi.Resource[] {
    const { images, secretPrefix: prefix } = context.facts;
    const secrets = context.find(externalSecrets);
    if (images.pullSecret === undefined || secrets === undefined) {
        return [];
    }
    const keys = { ".dockerconfigjson": { secret: images.pullSecret } };
    const type = "kubernetes.io/dockerconfigjson";
    return [
        externalSecret(
            { name: pullSecretName, namespace, store: secrets.storeName, prefix, keys, type },
            { parent: opts.parent, dependsOn: [...opts.dependsOn, ...secrets.ready] },
        ),
    ];
}

function namespaceLabels(name: WorkloadNamespace, kubernetesVersion: string): Record<string, string> {
    return {
        ...podSecurityLabels(railsOf(name).enforce, kubernetesVersion, "restricted"),
        ...meshViewLabel,
        ...workloadNamespaceLabel,
        "istio-injection": "enabled",
    };
}

/** Denies all traffic of a namespace except what every pod in it may call. */
export function networkGuards(name: WorkloadNamespace, facts: AddonFacts): readonly GuardRailPolicy[] {
    const called = (facts.called[name] ?? []).map(({ namespace, podLabels, port }) => ({
        name: `allow-${namespace}`,
        spec: {
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [{ to: [podsIn(namespace, podLabels)], ports: [tcp(port)] }],
        },
    }));
    return [...guardRailsWith(facts.cloud.nodeServices), ...called];
}

/** Hosts that the proxies of a namespace receive, in the form of Istio's Sidecar. */
export function visibleHosts(name: WorkloadNamespace, facts: AddonFacts): string[] {
    const others = [
        ...railsOf(name).reaches.filter((namespace) => namespace !== "istio-ingress" || facts.ingress !== undefined),
        ...(facts.called[name] ?? []).map(({ namespace }) => namespace),
    ];
    // What a namespace sees as a whole needs no entry of its own.
    const workloads = (facts.calledHosts[name] ?? []).filter((host) => !others.includes(host.split("/")[0] ?? ""));
    // kube-system: DNS over TCP is captured by the proxy and must be in its registry.
    return ["./*", "istio-system/*", "kube-system/*", ...others.map((namespace) => `${namespace}/*`), ...workloads];
}

/** GPUs that exist when every group is at its largest, counted as pods see them. */
function reachableGpus(facts: AddonFacts): number {
    return facts.nodeGroups.reduce((sum, group) => sum + group.max * group.gpusPerNode * group.timeSlicing, 0);
}

/** What all pods of a namespace may ask for together. */
function quotaOf(name: WorkloadNamespace, facts: AddonFacts): Record<string, string> {
    const standard = standardNamespaces.find((each) => each === name);
    const quota = standard === undefined ? facts.teamNamespaces[name] : facts.namespaces[standard];
    if (quota === undefined) {
        throw new Error(`the stack has no namespace "${name}"`);
    }
    const { cpu, memoryGiB, pods, gpus }: NamespaceQuota = quota;
    return {
        "requests.cpu": `${cpu}`,
        "requests.memory": `${memoryGiB}Gi`,
        // Proxies ask for a tenth of the CPU they may use, models for half: room for both.
        "limits.cpu": `${cpu * 4}`,
        "limits.memory": `${memoryGiB * 2}Gi`,
        "requests.nvidia.com/gpu": `${gpus ?? (railsOf(name).gpus ? reachableGpus(facts) : 0)}`,
        pods: `${pods}`,
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    };
}

/** For containers without requests and limits of their own, so that the quota does not reject them. */
const containerLimits = {
    type: "Container",
    defaultRequest: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "128Mi" },
    default: { cpu: "1", memory: "1Gi", "ephemeral-storage": "2Gi" },
} as const;
