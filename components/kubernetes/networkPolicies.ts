import type * as k8s from "@pulumi/kubernetes";
import { dnsPodLabels, dnsPort, istiodPodLabels, istioPorts, systemNamespace } from "./wellKnown";

export type NetworkPolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
export type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;
export type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
export type Port = k8s.types.input.networking.v1.NetworkPolicyPort;

/** Services on every node that egress rules of pods name. */
export interface NodeServices {
    /** Where pods get the credentials of their identity from. Undefined: identities need no service. */
    readonly credentials?: { readonly cidr: string; readonly port: number };
    /** Port of the API server behind its Service's 443, which is what a NetworkPolicy compares with. */
    readonly apiServerPort: number;
    /** The metadata service, which hands out the node's own credentials: pods must not reach it. */
    readonly metadata: { readonly cidr: string };
}

/** A NetworkPolicy of every workload namespace. */
export interface GuardRailPolicy {
    readonly name: string;
    readonly spec: NetworkPolicySpec;
}

/** Selects a namespace by the label that the API server itself sets. */
export function namespaceByName(name: string) {
    return { matchLabels: { "kubernetes.io/metadata.name": name } };
}

/** Pods of one namespace with these labels. */
export function podsIn(namespace: string, labels: Readonly<Record<string, string>>): Peer {
    return { namespaceSelector: namespaceByName(namespace), podSelector: { matchLabels: { ...labels } } };
}

/** One peer per IPv4 network. */
export function networks(cidrs: readonly string[]): Peer[] {
    return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

export function tcp(port: number): Port {
    return { protocol: "TCP", port };
}

export function udp(port: number): Port {
    return { protocol: "UDP", port };
}

/** The cluster's DNS pods. */
export const dnsPods: Peer = podsIn(systemNamespace, dnsPodLabels);

/** DNS lookups. */
export const toDns: EgressRule = { to: [dnsPods], ports: [udp(dnsPort), tcp(dnsPort)] };

/** A proxy's connection to istiod in the given namespace. */
export function toIstiod(namespace: string): EgressRule {
    return { to: [podsIn(namespace, istiodPodLabels)], ports: [tcp(istioPorts.istiod)] };
}

/** Credentials of a pod's identity; no rule where these need no service. */
export function toCredentials({ credentials }: NodeServices): EgressRule[] {
    return credentials === undefined ? [] : [{ to: networks([credentials.cidr]), ports: [tcp(credentials.port)] }];
}

/** HTTPS to any address (the cloud's APIs, hosts without fixed addresses) except the metadata service. */
export function toHttps({ metadata }: NodeServices): EgressRule {
    return { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [metadata.cidr] } }], ports: [tcp(443)] };
}

/**
 * The API server beside `toHttps`: on a port other than 443 it is reached on the nodes, and no other address is opened.
 *
 * Some network plugins compare the address of the Service with a policy (that of EKS: aws/aws-network-policy-agent, issue 549),
 * others the address behind it. `toHttps` admits both on 443; with another port only the address behind the Service has it.
 */
export function toApiServer({ apiServerPort }: NodeServices, nodeCidrs: readonly string[]): readonly EgressRule[] {
    return apiServerPort === 443 ? [] : [{ to: networks(nodeCidrs), ports: [tcp(apiServerPort)] }];
}

/** What a controller calls: DNS, its credentials, the API server and the cloud's APIs. */
export function controllerEgressTo(nodeServices: NodeServices, nodeCidrs: readonly string[]): readonly EgressRule[] {
    return [toDns, ...toCredentials(nodeServices), toHttps(nodeServices), ...toApiServer(nodeServices, nodeCidrs)];
}

/** Denies all traffic except what every pod with a proxy needs; each workload adds its own callers and calls. */
export function guardRailsWith(nodeServices: NodeServices): readonly GuardRailPolicy[] {
    const allow = (name: string, rule: EgressRule): GuardRailPolicy => ({
        name: `allow-${name}`,
        spec: { podSelector: {}, policyTypes: ["Egress"], egress: [rule] },
    });
    return [
        { name: "default-deny", spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
        allow("dns", toDns),
        allow("istiod", toIstiod("istio-system")),
        ...toCredentials(nodeServices).map((rule) => allow("pod-identity", rule)),
    ];
}

/** Admits to every pod of a namespace its own namespace on all ports, and namespace `from` on some. */
export function admitting(from: string, ports: readonly number[]): NetworkPolicySpec {
    return {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [
            { from: [{ podSelector: {} }] },
            { from: [{ namespaceSelector: namespaceByName(from) }], ports: ports.map(tcp) },
        ],
    };
}

/**
 * Admits the API server to webhooks and aggregated APIs of a namespace. The API server is not a pod, so a namespace selector,
 * which is all that most charts write, does not match it; its connections come from the network of the nodes.
 */
export function admittingApiServer(nodeCidrs: readonly string[], ports: readonly number[]): NetworkPolicySpec {
    return {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [{ from: networks(nodeCidrs), ports: ports.map(tcp) }],
    };
}
