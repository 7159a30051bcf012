import { obj, type Obj, str, strings } from "../../policy/model/read";
import { stringMap } from "../../policy/model/subject";
import { deniedPaths, type Permission, permissionsOf, principalOf } from "./mesh";
import { type ClusterObject, objectsIn, ofKind, podsIn, type PodFacts } from "./objects";

/** Requests that a gateway passes on and the workload's proxy admits. */
export interface Route {
    readonly hosts: readonly string[];
    /** As a client writes it; a trailing `*` stands for any ending. */
    readonly path: string;
    /** Empty: every method. */
    readonly methods: readonly string[];
    /** `<namespace>/<service>:<port>` */
    readonly to: string;
    /** Who may send them, in words: `a token of <issuer>`; empty: everyone who reaches the gateway. */
    readonly needs: readonly string[];
    /** Paths of the workload that the gateway can never reach, whatever else is allowed. */
    readonly never: readonly string[];
}

/**
 * What a gateway lets through, path by path: the routes of VirtualServices, narrowed to what the AuthorizationPolicies of the
 * workload behind admit from the gateway's identity.
 *
 * @param serviceAccount of the gateway's pods
 */
export function gatewayRoutes(
    objects: readonly ClusterObject[],
    gateway: ClusterObject,
    serviceAccount: string,
): Route[] {
    const principal = principalOf(gateway.namespace, serviceAccount);
    const pods = podsIn(objects);
    return ofKind(objects, "VirtualService").flatMap((virtualService) => {
        const names = gatewayNames(strings(virtualService.spec.gateways), virtualService.namespace);
        const name = `${gateway.namespace}/${gateway.name}`;
        if (!names.includes(name)) {
            return [];
        }
        const hosts = strings(virtualService.spec.hosts);
        return objectsIn(virtualService.spec.http).flatMap((http) =>
            objectsIn(http.match)
                .filter(
                    ({ gateways }) =>
                        gateways === undefined ||
                        gatewayNames(strings(gateways), virtualService.namespace).includes(name),
                )
                .flatMap((match) => {
                    const matched = matchOf(match, http);
                    return objectsIn(http.route)
                        .flatMap(({ destination }) =>
                            destinationOf(objects, pods, obj(destination) ?? {}, virtualService.namespace),
                        )
                        .flatMap(({ to, pod, port }) => {
                            const permissions = permissionsOf(objects, pod, principal, port) ?? [everything];
                            const never = pod.inMesh ? deniedPaths(objects, pod, principal) : [];
                            return permissions.flatMap((permission) =>
                                pathsOf(matched, permission).map((path) => ({
                                    hosts,
                                    path,
                                    methods: permission.methods,
                                    to,
                                    needs: permission.tokens.map(tokenText),
                                    never,
                                })),
                            );
                        });
                }),
        );
    });
}

const everything: Permission = { methods: [], paths: [], tokens: [] };

/** Names without a namespace are of the VirtualService's own. */
function gatewayNames(names: readonly string[], namespace: string): string[] {
    return names.map((name) => (name.includes("/") || name === "mesh" ? name : `${namespace}/${name}`));
}

/** A token's accepted issuers and subjects, as `requestPrincipals` writes them. */
function tokenText(pattern: string): string {
    return pattern === "*" ? "a valid token" : `a token of ${pattern.replace(/\/\*$/, "")}`;
}

interface Match {
    /** Of the request as the client sends it. */
    readonly outside: string;
    /** Of the request as the workload gets it. */
    readonly inside: string;
    readonly isPrefix: boolean;
}

function matchOf(match: Obj, http: Obj): Match {
    const uri = obj(match.uri) ?? {};
    const rewritten = str(obj(http.rewrite)?.uri);
    const exact = str(uri.exact);
    const outside = exact ?? str(uri.prefix) ?? str(uri.regex) ?? "/";
    return { outside, inside: rewritten ?? outside, isPrefix: exact === undefined };
}

/** The paths, as a client writes them, that both the route and the permission cover. */
function pathsOf({ outside, inside, isPrefix }: Match, { paths }: Permission): string[] {
    if (paths.length === 0) {
        return [isPrefix ? `${outside}*` : outside];
    }
    return paths.flatMap((pattern) => {
        const open = pattern.endsWith("*");
        const start = open ? pattern.slice(0, -1) : pattern;
        if (!isPrefix) {
            return (open ? inside.startsWith(start) : inside === start) ? [outside] : [];
        }
        if (start.startsWith(inside)) {
            return [`${outside}${start.slice(inside.length)}${open ? "*" : ""}`];
        }
        return open && inside.startsWith(start) ? [`${outside}*`] : [];
    });
}

interface Destination {
    readonly to: string;
    readonly pod: PodFacts;
    readonly port: number;
}

/** The pods behind a host of the mesh, and the port that they listen on. */
function destinationOf(
    objects: readonly ClusterObject[],
    pods: readonly PodFacts[],
    destination: Obj,
    home: string,
): Destination[] {
    const [name = "", namespace = home] = (str(destination.host) ?? "").split(".");
    const service = ofKind(objects, "Service").find((each) => each.name === name && each.namespace === namespace);
    const ports = objectsIn(service?.spec.ports);
    const wanted = obj(destination.port)?.number;
    const port = ports.find((each) => each.port === wanted) ?? ports[0];
    const selector = Object.entries(stringMap(service?.spec.selector));
    const pod = pods.find(
        (each) => each.namespace === namespace && selector.every(([key, value]) => each.labels[key] === value),
    );
    if (service === undefined || pod === undefined || port === undefined || selector.length === 0) {
        return [];
    }
    const number = typeof port.targetPort === "number" ? port.targetPort : (namedPort(pod, port) ?? Number(port.port));
    return [{ to: `${namespace}/${name}:${String(port.port)}`, pod, port: number }];
}

function namedPort({ spec }: PodFacts, { targetPort }: Obj): number | undefined {
    const found = objectsIn(spec.containers)
        .flatMap(({ ports }) => objectsIn(ports))
        .find(({ name }) => name !== undefined && name === targetPort);
    return typeof found?.containerPort === "number" ? found.containerPort : undefined;
}
