import { effectiveNamespace } from "../../model/cluster";
import { obj, strings } from "../../model/read";
import { type Subject } from "../../model/subject";
import { noOptions, rule } from "../../core/rule";
import { gatewaysOf, type HttpMatch, httpRoutesOf, meshGateway, type PathMatch } from "./virtualService";

interface Claim {
    readonly subject: Subject;
    readonly path: PathMatch;
    readonly at: string;
}

export const conflictingRoutes = rule({
    name: "mesh-conflicting-routes",
    group: "mesh",
    description:
        "No two VirtualServices route the same requests: Istio merges those of one gateway and host in no defined order, and ignores all but one for a host of the mesh.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Give each workload a host or a prefix of its own, or put the routes into one VirtualService.",
    link: "https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services",
    scope: "stack",
    wants: ["networking.istio.io/VirtualService"],
    options: noOptions,
    begin: (run) => {
        const claims = new Map<string, Claim[]>();
        const add = (key: string, claim: Claim) => {
            const known = claims.get(key);
            if (known === undefined) {
                claims.set(key, [claim]);
            } else {
                known.push(claim);
            }
        };
        return {
            see: (subject) => {
                if (subject.isPatch) {
                    return;
                }
                run.attempt(subject, () => {
                    const hosts = strings(obj(subject.props.spec)?.hosts).map((host) => fullHost(host, subject));
                    const owner = subject.reference;
                    const found: [string, Claim][] = [];
                    for (const host of hosts) {
                        for (const gateway of gatewaysOf(subject)) {
                            if (gateway === meshGateway && isService(host)) {
                                found.push([
                                    `${scopeOf(subject)}${host}`,
                                    { subject: owner, path: whole, at: "spec.hosts" },
                                ]);
                            }
                        }
                        for (const match of httpRoutesOf(subject).flatMap(({ matches }) => matches)) {
                            for (const gateway of match.gateways.filter(isGateway)) {
                                if (isMergedInOrder(match)) {
                                    found.push([
                                        `${gateway} ${host}`,
                                        { subject: owner, path: match.path, at: match.at },
                                    ]);
                                }
                            }
                        }
                    }
                    found.forEach(([key, claim]) => {
                        add(key, claim);
                    });
                });
            },
            end: () => {
                const reported = new Set<string>();
                for (const own of claims.values()) {
                    for (const { claim, other } of conflicts(own)) {
                        const key = `${claim.subject.resource.urn} ${claim.at}`;
                        if (!reported.has(key)) {
                            reported.add(key);
                            run.report(claim.subject, { path: claim.at, message: messageFor(claim, other) });
                        }
                    }
                }
            },
        };
    },
});

/** Stands for all requests to a host of the mesh. */
const whole: PathMatch = { kind: "any", value: "" };

function isGateway(gateway: string): boolean {
    return gateway !== meshGateway;
}

/** Istio moves catch-all routes behind the others when it merges, and tells conditional ones apart by their conditions. */
function isMergedInOrder({ path, conditional }: HttpMatch): boolean {
    return !conditional && path.kind !== "any" && !(path.kind === "prefix" && path.value === "/");
}

/** A VirtualService that is not exported applies to its own namespace only. */
function scopeOf(subject: Subject): string {
    const exportTo = strings(obj(subject.props.spec)?.exportTo);
    return exportTo.length > 0 && exportTo.every((target) => target === ".")
        ? `mesh of ${effectiveNamespace(subject)} `
        : "mesh ";
}

/** Sidecars route to Services; other hosts are those of gateways, named for the mesh only because the object is bound to both. */
function isService(host: string): boolean {
    return /\.svc(\.|$)/.test(host);
}

/** A short name is a Service of the object's own namespace. */
function fullHost(host: string, subject: Subject): string {
    return host.includes(".") || host.includes("*") ? host : `${host}.${effectiveNamespace(subject)}.svc.cluster.local`;
}

/** Claims that overlap one of an earlier object. Sorted by path, a claim can only overlap those that it starts with. */
function* conflicts(claims: readonly Claim[]): Generator<{ readonly claim: Claim; readonly other: Claim }> {
    const enclosing: Claim[] = [];
    const sorted = [...claims].sort((a, b) => compare(a.path.value, b.path.value) || rank(a.path) - rank(b.path));
    for (const claim of sorted) {
        while (enclosing.length > 0 && !encloses(enclosing.at(-1)?.path, claim.path)) {
            enclosing.pop();
        }
        const other = enclosing.find(({ subject }) => !isSameObject(subject, claim.subject));
        if (other !== undefined) {
            yield { claim, other };
        }
        enclosing.push(claim);
    }
}

/** Another rule reports an object that occurs twice. */
function isSameObject(a: Subject, b: Subject): boolean {
    return a.object?.name === b.object?.name && a.object?.namespace === b.object?.namespace;
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

/** A prefix comes before an exact match of the same text, which it encloses. */
function rank({ kind }: PathMatch): number {
    return kind === "exact" ? 1 : 0;
}

function encloses(outer: PathMatch | undefined, inner: PathMatch): boolean {
    return (
        outer !== undefined &&
        (outer.kind === "exact" ? inner.value === outer.value : inner.value.startsWith(outer.value))
    );
}

function messageFor({ path, at }: Claim, { subject, path: theirs }: Claim): string {
    const name = `VirtualService "${subject.object?.name ?? ""}" in namespace "${effectiveNamespace(subject)}"`;
    return path.kind === "any"
        ? `"${at}" has a host that ${name} also has, so Istio ignores one of the two; use one VirtualService per host`
        : `"${at}" matches "${path.value}", which overlaps "${theirs.value}" of ${name}; use another prefix or host`;
}
