import type * as k8s from "@pulumi/kubernetes";

/** A NetworkPolicy of every workload namespace. */
export interface GuardRailPolicy {
    readonly name: string;
    readonly spec: k8s.types.input.networking.v1.NetworkPolicySpec;
}

/** Address of the EKS Pod Identity agent on every node. Source: EKS user guide, Pod Identity agent set-up. */
export const podIdentityAgent = { cidr: "169.254.170.23/32", port: 80 } as const;

/** Where istiod takes its proxies' connections (xDS and certificates, both over mTLS). */
const istiodPort = 15012;

/** Selects every pod of a namespace by the label that the API server itself sets. */
export function namespaceByName(name: string) {
    return { matchLabels: { "kubernetes.io/metadata.name": name } };
}

type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

/** Name look-ups. */
export const toDns: EgressRule = {
    to: [
        {
            namespaceSelector: namespaceByName("kube-system"),
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
    ],
    ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ],
};

/** Credentials from the node's agent. */
export const toPodIdentity: EgressRule = {
    to: [{ ipBlock: { cidr: podIdentityAgent.cidr } }],
    ports: [{ protocol: "TCP", port: podIdentityAgent.port }],
};

/** The API server and the cloud's APIs, whose addresses nobody knows beforehand; never the node's metadata. */
export const toHttps: EgressRule = {
    to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }],
    ports: [{ protocol: "TCP", port: 443 }],
};

/** What a controller calls: the API server and the cloud. */
export const controllerEgress: readonly EgressRule[] = [toDns, toPodIdentity, toHttps];

/** Nothing goes in or out, but what every pod with a proxy needs; each workload adds its own callers and calls. */
export const guardRailPolicies: readonly GuardRailPolicy[] = [
    { name: "default-deny", spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
    { name: "allow-dns", spec: { podSelector: {}, policyTypes: ["Egress"], egress: [toDns] } },
    {
        name: "allow-istiod",
        spec: {
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [
                {
                    to: [
                        {
                            namespaceSelector: namespaceByName("istio-system"),
                            podSelector: { matchLabels: { app: "istiod" } },
                        },
                    ],
                    ports: [{ protocol: "TCP", port: istiodPort }],
                },
            ],
        },
    },
    { name: "allow-pod-identity", spec: { podSelector: {}, policyTypes: ["Egress"], egress: [toPodIdentity] } },
];

/** Every pod of a namespace hears its own namespace, and `from` on some ports. */
export function admitting(from: string, ports: readonly number[]): k8s.types.input.networking.v1.NetworkPolicySpec {
    return {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: namespaceByName(from) }],
                ports: ports.map((port) => ({ protocol: "TCP", port })),
            },
        ],
    };
}

/**
 * Lets the API server call webhooks and aggregated APIs in a namespace: it is no pod, so a selector of namespaces, which is
 * all that most charts write, does not match it; it speaks from the network of the nodes.
 */
export function admittingApiServer(
    vpcCidr: string,
    ports: readonly number[],
): k8s.types.input.networking.v1.NetworkPolicySpec {
    return {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [
            {
                from: [{ ipBlock: { cidr: vpcCidr } }],
                ports: ports.map((port) => ({ protocol: "TCP", port })),
            },
        ],
    };
}
