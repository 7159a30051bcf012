import { obj, strings } from "../../policy/model/read";
import { type Labels } from "../../policy/model/selector";
import { stringMap } from "../../policy/model/subject";
import { meshAdmits, principalOf } from "./mesh";
import { networkAdmits, networkLetsOut, type PodEnd, policiesOf, rulesOf } from "./network";
import { type ClusterObject, containerPorts, objectsIn, ofKind, type PodFacts, podsIn } from "./objects";

/** Ports of the mesh's proxy that it does not guard itself: only the network decides about them. Source: Istio, Ports. */
const proxyPorts: readonly number[] = [15020, 15021, 15090];

/** What tries to connect: what the network sees of it, and what the mesh sees. */
export interface Caller extends PodEnd {
    readonly name: string;
    /** Undefined for pods without a proxy: they have no identity in the mesh. */
    readonly serviceAccount?: string;
}

/** Pods that listen. */
export interface Target extends PodEnd {
    readonly name: string;
    readonly ports: readonly number[];
    readonly inMesh: boolean;
}

/** Whether a connection to a port succeeds: both ends' networks and, where it guards the port, the target's proxy. */
export function reaches(objects: readonly ClusterObject[], caller: Caller, target: Target, port: number): boolean {
    const guarded = target.inMesh && !proxyPorts.includes(port);
    const principal = caller.serviceAccount === undefined ? null : principalOf(caller.namespace, caller.serviceAccount);
    return (
        networkLetsOut(objects, caller, target, port) &&
        networkAdmits(objects, target, caller, port) &&
        (!guarded || meshAdmits(objects, target, { principal, port }))
    );
}

/** One caller with the ports that it reaches, by name of the target. */
interface Reach {
    readonly caller: Caller;
    readonly ports: ReadonlyMap<string, readonly number[]>;
}

export interface Reachability {
    readonly targets: readonly Target[];
    /** Callers that reach anything, then those that stand for everyone else. */
    readonly reach: readonly Reach[];
}

/**
 * Who reaches which port, computed from NetworkPolicies, AuthorizationPolicies and PeerAuthentications together. Callers are
 * the stack's own pods, whoever the policies name, and a stranger in each namespace that has targets and in another one.
 */
export function reachability(objects: readonly ClusterObject[]): Reachability {
    const targets = targetsIn(objects);
    const known = distinct([...podsIn(objects).map(callerOf), ...namedCallers(objects, targets)]);
    const reach = [...known, ...strangers(targets)].map((caller) => ({
        caller,
        ports: new Map(
            targets
                // A workload always reaches itself; the matrix is about others.
                .filter((target) => target.name !== caller.name)
                .map((target) => [target.name, target.ports.filter((port) => reaches(objects, caller, target, port))]),
        ),
    }));
    return {
        targets,
        reach: reach.filter(
            ({ caller, ports }) => !known.includes(caller) || [...ports.values()].some((each) => each.length > 0),
        ),
    };
}

/** Pods that listen, those of one workload once: versions of it differ in a label that no policy selects. */
function targetsIn(objects: readonly ClusterObject[]): Target[] {
    const found = new Map<string, Target>();
    for (const pod of podsIn(objects)) {
        const ports = containerPorts(pod.spec);
        const name = nameOf(pod);
        if (ports.length > 0 && !found.has(name)) {
            const { namespace, labels, inMesh } = pod;
            found.set(name, { name, namespace, labels, inMesh, ports: inMesh ? [...ports, ...proxyPorts] : ports });
        }
    }
    return [...found.values()].sort(byName);
}

function callerOf(pod: PodFacts): Caller {
    const { namespace, labels, serviceAccount, inMesh } = pod;
    return { name: nameOf(pod), namespace, labels, ...(inMesh && { serviceAccount }) };
}

function nameOf({ namespace, labels, owner }: PodFacts): string {
    return `${namespace}/${labels.app ?? labels["app.kubernetes.io/name"] ?? owner.name}`;
}

/**
 * Callers outside the stack that its policies name: each peer of a NetworkPolicy, with the service account of its namespace
 * that the AuthorizationPolicies of the same target name; of several, the one that a label of the peer names.
 */
function namedCallers(objects: readonly ClusterObject[], targets: readonly Target[]): Caller[] {
    return targets.flatMap((target) => {
        const accounts = accountsNamed(objects, target);
        const peers = policiesOf(objects, "Ingress", target)
            .flatMap(({ spec }) => rulesOf(spec, "Ingress"))
            .flatMap((rule) => rule.peers);
        return peers.flatMap((peer): Caller[] => {
            const labels = matchLabels(peer.podSelector);
            const namespace = matchLabels(peer.namespaceSelector)["kubernetes.io/metadata.name"] ?? target.namespace;
            if (peer.ipBlock !== undefined || Object.keys(labels).length === 0) {
                return [];
            }
            const local = accounts.filter((account) => account.namespace === namespace).map(({ name }) => name);
            const same = local.filter((account) => Object.values(labels).includes(account));
            const [account] = same.length > 0 ? same : local;
            const name = `${namespace}/${account ?? labels.app ?? labels["app.kubernetes.io/name"] ?? "pods"}`;
            return [{ name, namespace, labels, ...(account !== undefined && { serviceAccount: account }) }];
        });
    });
}

function accountsNamed(
    objects: readonly ClusterObject[],
    target: Target,
): { readonly namespace: string; readonly name: string }[] {
    return ofKind(objects, "AuthorizationPolicy")
        .filter(
            ({ namespace, spec }) =>
                namespace === target.namespace &&
                Object.entries(matchLabels(spec.selector)).every(([key, value]) => target.labels[key] === value),
        )
        .flatMap(({ spec }) => objectsIn(spec.rules))
        .flatMap((rule) => objectsIn(rule.from))
        .flatMap((from) => strings(obj(from.source)?.principals))
        .flatMap((principal) => {
            const [, namespace, name] = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
            return namespace === undefined || name === undefined ? [] : [{ namespace, name }];
        });
}

/** Pods that no policy names: beside each target, and in a namespace of somebody else. */
function strangers(targets: readonly Target[]): Caller[] {
    const namespaces = [...new Set(targets.map(({ namespace }) => namespace))].sort();
    return [
        ...namespaces.map((namespace) => ({
            name: `any other pod in ${namespace}`,
            namespace,
            labels: {},
            serviceAccount: "default",
        })),
        { name: "any pod elsewhere", namespace: "elsewhere", labels: {}, serviceAccount: "default" },
    ];
}

function matchLabels(selector: unknown): Labels {
    return stringMap(obj(selector)?.matchLabels);
}

function distinct(callers: readonly Caller[]): Caller[] {
    const found = new Map<string, Caller>();
    for (const caller of callers) {
        const key = `${caller.name} ${caller.serviceAccount ?? ""}`;
        if (!found.has(key)) {
            found.set(key, caller);
        }
    }
    return [...found.values()].sort(byName);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
