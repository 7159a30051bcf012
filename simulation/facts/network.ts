import { obj, type Obj, strings } from "../../policy/model/read";
import { type Labels, selects } from "../../policy/model/selector";
import { type ClusterObject, namespaceLabels, objectsIn, ofKind } from "./objects";

/** A pod as the network sees it. */
export interface PodEnd {
    readonly namespace: string;
    readonly labels: Labels;
}

type Direction = "Ingress" | "Egress";

/** Whether the NetworkPolicies around `target` let `caller` connect to its port, as the network plugin decides. */
export function networkAdmits(
    objects: readonly ClusterObject[],
    target: PodEnd,
    caller: PodEnd,
    port: number,
): boolean {
    return allows(objects, "Ingress", target, caller, port);
}

/** Whether the NetworkPolicies around `caller` let it connect to a port of `target`. */
export function networkLetsOut(
    objects: readonly ClusterObject[],
    caller: PodEnd,
    target: PodEnd,
    port: number,
): boolean {
    return allows(objects, "Egress", caller, target, port);
}

/**
 * A pod that no policy selects is open; one that some policies select has what any of them allows.
 * Source: Kubernetes, Network Policies.
 */
function allows(
    objects: readonly ClusterObject[],
    direction: Direction,
    pod: PodEnd,
    peer: PodEnd,
    port: number,
): boolean {
    const selecting = policiesOf(objects, direction, pod);
    return (
        selecting.length === 0 ||
        selecting.some(({ spec }) =>
            rulesOf(spec, direction).some(
                ({ peers, ports }) =>
                    (ports.length === 0 || ports.some((each) => includesPort(each, port))) &&
                    (peers.length === 0 || peers.some((each) => isPeer(objects, each, pod.namespace, peer))),
            ),
        )
    );
}

/** The NetworkPolicies that decide about a pod in one direction. */
export function policiesOf(objects: readonly ClusterObject[], direction: Direction, pod: PodEnd): ClusterObject[] {
    return ofKind(objects, "NetworkPolicy").filter(
        ({ namespace, spec }) =>
            namespace === pod.namespace &&
            directionsOf(spec).includes(direction) &&
            selects(obj(spec.podSelector) ?? {}, pod.labels),
    );
}

interface NetworkRule {
    /** Empty: everyone. */
    readonly peers: readonly Obj[];
    /** Empty: every port. */
    readonly ports: readonly Obj[];
}

/** The rules of a NetworkPolicy in one direction. */
export function rulesOf(spec: Obj, direction: Direction): NetworkRule[] {
    const [rules, peers] = direction === "Ingress" ? [spec.ingress, "from"] : [spec.egress, "to"];
    return objectsIn(rules).map((rule) => ({ peers: objectsIn(rule[peers]), ports: objectsIn(rule.ports) }));
}

/** Absent types: ingress, and egress where there are rules for it. Source: NetworkPolicySpec, policyTypes. */
function directionsOf(spec: Obj): readonly string[] {
    const given = strings(spec.policyTypes);
    return given.length > 0 ? given : ["Ingress", ...(spec.egress === undefined ? [] : ["Egress"])];
}

/** Only TCP: everything that is asked here is a connection. A port by name is not resolved and admits nothing. */
function includesPort({ protocol, port: first, endPort }: Obj, port: number): boolean {
    if (protocol !== undefined && protocol !== "TCP") {
        return false;
    }
    if (typeof first !== "number") {
        return first === undefined;
    }
    return typeof endPort === "number" ? first <= port && port <= endPort : first === port;
}

/** A block of addresses counts as a pod only where it is every address: those of pods are not known before they run. */
function isPeer(objects: readonly ClusterObject[], peer: Obj, home: string, pod: PodEnd): boolean {
    const block = obj(peer.ipBlock);
    if (block !== undefined) {
        return block.cidr === "0.0.0.0/0" || block.cidr === "::/0";
    }
    const namespaces = obj(peer.namespaceSelector);
    const inNamespace =
        namespaces === undefined
            ? pod.namespace === home
            : selects(namespaces, namespaceLabels(objects, pod.namespace));
    return inNamespace && selects(obj(peer.podSelector) ?? {}, pod.labels);
}
