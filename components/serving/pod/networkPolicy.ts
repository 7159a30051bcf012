import type * as k8s from "@pulumi/kubernetes";
import { type StackContext } from "../context";
import { appSelector } from "../labels";
import { readsModels, type WorkloadPlan } from "./plan";
import { podIdentityAddress } from "./podSpec";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Port = k8s.types.input.networking.v1.NetworkPolicyPort;
export interface IngressRule {
    readonly from: Peer[];
    readonly ports: Port[];
}
interface EgressRule {
    readonly to: Peer[];
    readonly ports: Port[];
}

/** Port of the mesh's agent: merged metrics and rewritten probes, outside of mutual TLS. */
export const agentPort = 15020;

/** The nodes' metadata service hands out the nodes' credentials: no workload may reach it. */
const metadataService = "169.254.169.254/32";

/**
 * Who may reach a workload's pods, and where they may connect. Everything that is not listed is refused.
 *
 * @param callers Who may reach them beside Prometheus. Default: none.
 */
export function networkPolicySpec(
    plan: WorkloadPlan,
    context: StackContext,
    callers: readonly IngressRule[] = [],
): k8s.types.input.networking.v1.NetworkPolicySpec {
    return {
        podSelector: { matchLabels: appSelector(plan) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [...callers, scraping(context)],
        egress: egress(plan, context),
    };
}

function scraping({ inCluster }: StackContext): IngressRule {
    return {
        from: [pods(inCluster.metrics.namespace, inCluster.metrics.prometheusPodLabels)],
        ports: [tcp(agentPort)],
    };
}

function egress(plan: WorkloadPlan, { platform, inCluster }: StackContext): EgressRule[] {
    const rules: EgressRule[] = [
        {
            to: [pods("kube-system", { "k8s-app": "kube-dns" })],
            ports: [tcp(53), { port: 53, protocol: "UDP" }],
        },
        { to: [pods(inCluster.mesh.namespace, { app: "istiod" })], ports: [tcp(15012)] },
    ];
    if (inCluster.tracing !== undefined) {
        const { namespace, collectorPodLabels } = inCluster.tracing;
        rules.push({ to: [pods(namespace, collectorPodLabels)], ports: [tcp(4317)] });
    }
    if (readsModels(plan)) {
        rules.push({ to: [{ ipBlock: { cidr: podIdentityAddress } }], ports: [tcp(80)] });
    }
    for (const store of plan.reach.dataStores) {
        const endpoint = platform[store];
        if (endpoint !== undefined) {
            rules.push(toNetworks(endpoint.cidrs, endpoint.port));
        }
    }
    const [anywhere, listed] = [
        plan.reach.hosts.filter(({ cidrs }) => cidrs.length === 0),
        plan.reach.hosts.filter(({ cidrs }) => cidrs.length > 0),
    ];
    // The models store and hosts without networks have no fixed addresses; the mesh lets only their names through
    // (REGISTRY_ONLY).
    if (readsModels(plan) || anywhere.length > 0) {
        rules.push({
            to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [metadataService] } }],
            ports: [tcp(443)],
        });
    }
    return [...rules, ...listed.map((host) => toNetworks(host.cidrs, host.port))];
}

function toNetworks(cidrs: readonly string[], port: number): EgressRule {
    return { to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(port)] };
}

export function pods(namespace: string, labels: Readonly<Record<string, string>>): Peer {
    return {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        podSelector: { matchLabels: { ...labels } },
    };
}

export function tcp(port: number): Port {
    return { port, protocol: "TCP" };
}
