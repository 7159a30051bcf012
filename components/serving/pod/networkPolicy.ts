import type * as k8s from "@pulumi/kubernetes";
import {
    dnsPods,
    type EgressRule,
    type NetworkPolicySpec,
    networks,
    podsIn,
    tcp,
    toCredentials,
    toHttps,
    toIstiod,
    udp,
} from "../../kubernetes/networkPolicies";
import { dnsPort, istioPorts, otlpPorts } from "../../kubernetes/wellKnown";
import { type StoreService } from "../../platform";
import { type AllowedCall, callsFrom } from "../calls";
import { type StackContext } from "../context";
import { appSelector } from "../labels";
import { storesReached, usesMessages, type WorkloadPlan } from "./plan";

export type IngressRule = k8s.types.input.networking.v1.NetworkPolicyIngressRule;

/**
 * Which pods may connect to a workload's pods, and where those may connect. Everything that is not listed is rejected.
 *
 * @param callers Pods that may connect beside Prometheus. Default: none.
 */
export function networkPolicySpec(
    plan: WorkloadPlan,
    context: StackContext,
    callers: readonly IngressRule[] = [],
): NetworkPolicySpec {
    return {
        podSelector: { matchLabels: appSelector(plan) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [...callers, scraping(context)],
        egress: egress(plan, context),
    };
}

function scraping({ inCluster }: StackContext): IngressRule {
    const { namespace, prometheusPodLabels } = inCluster.metrics;
    return { from: [podsIn(namespace, prometheusPodLabels)], ports: [tcp(istioPorts.agent)] };
}

function egress(plan: WorkloadPlan, { platform, inCluster, calls }: StackContext): EgressRule[] {
    const { nodeServices } = platform.cloud;
    const rules: EgressRule[] = [
        { to: [dnsPods], ports: [tcp(dnsPort), udp(dnsPort)] },
        toIstiod(inCluster.mesh.namespace),
    ];
    if (inCluster.tracing !== undefined) {
        const { namespace, collectorPodLabels } = inCluster.tracing;
        rules.push({ to: [podsIn(namespace, collectorPodLabels)], ports: [tcp(otlpPorts.grpc)] });
    }
    rules.push(...callsFrom(calls, plan).map(toWorkload));
    const reached = storesReached(plan).map((store) => platform.stores[store]?.service);
    const outside = usesMessages(plan) || reached.some((service) => service === undefined);
    if (outside) {
        rules.push(...toCredentials(nodeServices));
    }
    const services = new Map(
        reached.flatMap((service) => (service === undefined ? [] : [[service.namespace, service]])),
    );
    rules.push(...[...services.values()].map(toStore));
    for (const store of plan.reach.dataStores) {
        const endpoint = platform[store];
        if (endpoint !== undefined) {
            rules.push(toNetworks(endpoint.cidrs, endpoint.port));
        }
    }
    const { hosts } = plan.reach;
    // Services of the cloud and hosts without listed networks have no fixed addresses; the mesh lets only their names through
    // (REGISTRY_ONLY).
    if (outside || hosts.some(({ cidrs }) => cidrs.length === 0)) {
        rules.push(toHttps(nodeServices));
    }
    const listed = hosts.filter(({ cidrs }) => cidrs.length > 0);
    return [...rules, ...listed.map(({ cidrs, port }) => toNetworks(cidrs, port))];
}

/** A call as the NetworkPolicy of its caller's namespace allows it. */
export function toWorkload({ workload, containerPorts }: AllowedCall): EgressRule {
    return { to: [podsIn(workload.namespace, appSelector(workload))], ports: containerPorts.map(tcp) };
}

function toStore({ namespace, podLabels, port }: StoreService): EgressRule {
    return { to: [podsIn(namespace, podLabels)], ports: [tcp(port)] };
}

function toNetworks(cidrs: readonly string[], port: number): EgressRule {
    return { to: networks(cidrs), ports: [tcp(port)] };
}
