import type * as k8s from "@pulumi/kubernetes";
import { callerIdentity } from "./callers";
import { appSelector } from "../labels";
import { podIdentityAddress } from "../pod/podTemplate";
import { copiesModels, portNumber, type ServingContext, type ServingPlan } from "../plan";

type NetworkPolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type Rule<Side extends "from" | "to"> = { ports: Port[] } & Record<Side, Peer[]>;
type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type Port = k8s.types.input.networking.v1.NetworkPolicyPort;

/** Port of the mesh's agent: merged metrics and rewritten probes, outside of mutual TLS. */
export const agentPort = 15020;

/** The nodes' metadata service hands out the nodes' credentials: no workload may reach it. */
const metadataService = "169.254.169.254/32";

/** Who may reach a workload's pods, and where they may connect: nothing that is not named here. */
export function networkPolicySpec(plan: ServingPlan, context: ServingContext): NetworkPolicySpec {
    return {
        podSelector: { matchLabels: appSelector(plan) },
        policyTypes: ["Ingress", "Egress"],
        ingress: ingress(plan, context),
        egress: egress(plan, context),
    };
}

function ingress(plan: ServingPlan, { inCluster }: ServingContext): Rule<"from">[] {
    const callers = Object.keys(plan.config.callers).map((caller) => {
        const identity = callerIdentity(plan, caller);
        return {
            from: [pods(identity.namespace, identity.podLabels)],
            ports: identity.ports.map((port) => tcp(portNumber(plan, port))),
        };
    });
    const { gateway } = inCluster.mesh;
    const throughGateway =
        plan.config.gateway === undefined || gateway === undefined
            ? []
            : [
                  {
                      from: [pods(gateway.namespace, gateway.podLabels)],
                      ports: gatewayPorts(plan).map((port) => tcp(portNumber(plan, port))),
                  },
              ];
    const scraping = {
        from: [pods(inCluster.metrics.namespace, inCluster.metrics.prometheusPodLabels)],
        ports: [tcp(agentPort)],
    };
    return [...callers, ...throughGateway, scraping];
}

/** Ports that the gateway sends requests to. */
export function gatewayPorts(plan: ServingPlan): ("http" | "grpc")[] {
    const wantsGrpc = (plan.config.gateway?.grpcServices.length ?? 0) > 0;
    return plan.ports.map((port) => port.name).filter((name) => name === "http" || wantsGrpc);
}

function egress(plan: ServingPlan, { platform, inCluster }: ServingContext): Rule<"to">[] {
    const rules: Rule<"to">[] = [
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
    if (copiesModels(plan)) {
        rules.push({ to: [{ ipBlock: { cidr: podIdentityAddress } }], ports: [tcp(80)] });
    }
    for (const store of plan.config.dataStores) {
        const endpoint = platform[store];
        if (endpoint !== undefined) {
            rules.push({
                to: endpoint.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
                ports: [tcp(endpoint.port)],
            });
        }
    }
    const worldPorts = new Set(plan.config.egress.filter((host) => host.cidrs.length === 0).map((host) => host.port));
    // S3 and named hosts have no fixed addresses; the mesh lets through those hosts alone (REGISTRY_ONLY).
    if (copiesModels(plan) || worldPorts.size > 0) {
        rules.push({
            to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [metadataService] } }],
            ports: [tcp(443)],
        });
    }
    for (const host of plan.config.egress.filter(({ cidrs }) => cidrs.length > 0)) {
        rules.push({ to: host.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(host.port)] });
    }
    return rules;
}

function pods(namespace: string, labels: Readonly<Record<string, string>>): Peer {
    return {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        podSelector: { matchLabels: { ...labels } },
    };
}

function tcp(port: number): Port {
    return { port, protocol: "TCP" };
}
