import { at, list, obj, type Obj, str, strings } from "../../policy/model/read";
import { stringMap } from "../../policy/model/subject";
import { type PodEnd, policiesOf, rulesOf } from "./network";
import { type ClusterObject, objectsIn, ofKind } from "./objects";

/** What pods may connect to, in words: `kube-system, k8s-app kube-dns: port 53`. Undefined: no policy limits them. */
export function egressOf(objects: readonly ClusterObject[], pod: PodEnd): string[] | undefined {
    const policies = policiesOf(objects, "Egress", pod);
    if (policies.length === 0) {
        return undefined;
    }
    const rules = policies.flatMap(({ spec }) => rulesOf(spec, "Egress"));
    const texts = rules.flatMap(({ peers, ports }) =>
        (peers.length === 0 ? [{}] : peers).map((peer) => `${peerText(peer, pod.namespace)}: ${portsText(ports)}`),
    );
    return [...new Set(texts)].sort();
}

function peerText(peer: Obj, home: string): string {
    const block = obj(peer.ipBlock);
    if (block !== undefined) {
        const except = strings(block.except);
        const range = block.cidr === "0.0.0.0/0" ? "any address" : String(block.cidr);
        return except.length === 0 ? range : `${range} except ${except.join(", ")}`;
    }
    const namespace = str(at(peer, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"));
    const labels = Object.entries(stringMap(at(peer, "podSelector", "matchLabels"))).map(([, value]) => value);
    const place = namespace ?? (peer.namespaceSelector === undefined ? home : "every namespace");
    return labels.length === 0 ? `pods in ${place}` : `${labels.join(", ")} in ${place}`;
}

function portsText(ports: readonly Obj[]): string {
    const numbers = [
        ...new Set(
            ports.flatMap(({ port }) => (typeof port === "number" || typeof port === "string" ? [String(port)] : [])),
        ),
    ];
    return numbers.length === 0 ? "any port" : `port ${numbers.join(", ")}`;
}

/** Hosts outside the mesh that its proxies know, by namespace of the callers. */
export function outsideHosts(objects: readonly ClusterObject[]): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { namespace, spec } of ofKind(objects, "ServiceEntry")) {
        const ports = objectsIn(spec.ports).map(({ number }) => String(number));
        const hosts = list(spec.hosts).map((host) => `${String(host)}:${ports.join(",")}`);
        found.set(namespace, [...(found.get(namespace) ?? []), ...hosts]);
    }
    return new Map([...found].map(([namespace, hosts]) => [namespace, [...new Set(hosts)].sort()]));
}
