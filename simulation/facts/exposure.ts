import { type ChartRelease } from "../output/charts";
import { isObj, list, obj, type Obj, str, strings } from "../../policy/model/read";
import { stringMap } from "../../policy/model/subject";
import { type ShownResource } from "../in-process/simulate";
import { type ClusterObject, clusterObjects, containerPorts, objectsIn, ofKind, podsIn } from "./objects";
import { gatewayRoutes, type Route } from "./routes";
import { type Manifest } from "../output/manifests";

/** One way into the stack from outside the cluster. */
export interface WayIn {
    /** What a client addresses: a URL, or words. */
    readonly what: string;
    readonly via: string;
    /** `the internet`, `the private network`, or address ranges. */
    readonly openTo: readonly string[];
    /** Whether anyone on the internet can connect. */
    readonly public: boolean;
    /** What protects it, in words. */
    readonly guards: readonly string[];
    /** Requests that pass; empty for what has no paths. */
    readonly routes: readonly Route[];
}

/** A chart; its place in the order of a stack does not matter here. */
type InstalledChart = Omit<ChartRelease, "wave">;

/** What the ways in are computed from. */
export interface ExposureSource {
    readonly resources: readonly ShownResource[];
    readonly manifests: readonly Pick<Manifest, "object">[];
    readonly charts: readonly InstalledChart[];
}

const internet = "the internet";
const privateNetwork = "the private network";
const anyone: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);

/** Every way in from outside: gateways path by path, the Kubernetes API, and anything else that listens beyond the cluster. */
export function exposure({ resources, manifests, charts }: ExposureSource): WayIn[] {
    const objects = clusterObjects(manifests.map(({ object }) => object));
    const gateways = ofKind(objects, "Gateway").map((gateway) => ({ gateway, chart: chartOf(gateway, charts) }));
    const atGateways = new Set(gateways.map(({ chart }) => chart?.release));
    return [
        ...gateways.flatMap(({ gateway, chart }) => gatewayWays(gateway, chart, objects)),
        ...resources.flatMap(({ type, inputs }) => (type === "eks:index:Cluster" ? apiWays(inputs, resources) : [])),
        ...charts.filter(({ release }) => !atGateways.has(release)).flatMap(chartWays),
        ...objects.flatMap(serviceWays),
        ...podsIn(objects).flatMap(({ owner, spec }) => hostWays(owner, spec)),
        ...resources.flatMap(resourceWays),
    ];
}

/** The release whose pods a gateway selects. */
function chartOf(gateway: ClusterObject, charts: readonly InstalledChart[]): InstalledChart | undefined {
    const selector = Object.entries(stringMap(gateway.spec.selector));
    return charts.find(
        ({ namespace, values }) =>
            namespace === gateway.namespace &&
            selector.every(([key, value]) => stringMap(values.labels)[key] === value),
    );
}

function gatewayWays(
    gateway: ClusterObject,
    chart: InstalledChart | undefined,
    objects: readonly ClusterObject[],
): WayIn[] {
    const service = obj(chart?.values.service) ?? {};
    const { openTo, via } = balancer(service);
    const servers = objectsIn(gateway.spec.servers);
    const redirects = servers.some(({ tls }) => obj(tls)?.httpsRedirect === true);
    return servers
        .filter(({ tls }) => obj(tls)?.httpsRedirect !== true)
        .flatMap((server) => {
            const port = obj(server.port) ?? {};
            const encrypted = tlsOf(server, port, service);
            const routes = chart === undefined ? [] : gatewayRoutes(objects, gateway, chart.release);
            return strings(server.hosts).map((host) => ({
                what: `${encrypted === undefined ? "http" : "https"}://${host}`,
                via: `${via}, gateway ${gateway.namespace}/${gateway.name}`,
                openTo,
                public: openTo.some((range) => range === internet || anyone.has(range)),
                guards: [
                    encrypted ?? "no TLS",
                    ...(redirects ? ["plain HTTP is only redirected to HTTPS"] : []),
                    "every path that is not listed is rejected",
                ],
                routes: routes.filter((route) =>
                    route.hosts.some((each) => each === "*" || each === host || host === "*"),
                ),
            }));
        });
}

/** Where a server of a gateway ends TLS; undefined: it takes plain HTTP from outside. */
function tlsOf(server: Obj, port: Obj, service: Obj): string | undefined {
    const atGateway = gatewayTls(server);
    const annotations = stringMap(service.annotations);
    const key = (name: string) => annotations[`service.beta.kubernetes.io/aws-load-balancer-${name}`];
    const named = objectsIn(service.ports).find((each) => each.port === port.number)?.name;
    const encrypted = (key("ssl-ports") ?? "").split(",");
    const terminates =
        key("ssl-cert") !== undefined &&
        [String(port.number), str(named)].some((each) => each !== undefined && encrypted.includes(each));
    if (!terminates) {
        return atGateway;
    }
    const hop =
        atGateway !== undefined && key("backend-protocol") === "ssl"
            ? `encrypted again, with ${atGateway}`
            : "plain text from there to the gateway";
    return `TLS at the load balancer (${key("ssl-negotiation-policy") ?? "its default policy"}), ${hop}`;
}

/** TLS that the gateway itself terminates. */
function gatewayTls(server: Obj): string | undefined {
    const { mode, minProtocolVersion } = obj(server.tls) ?? {};
    if (mode !== "SIMPLE" && mode !== "MUTUAL") {
        return undefined;
    }
    const least = str(minProtocolVersion)?.replace("TLSV1_", "1.");
    const client = mode === "MUTUAL" ? ", with client certificates" : "";
    return `TLS${least === undefined ? "" : ` ${least} or newer`} at the gateway${client}`;
}

/** Whom a Service of type LoadBalancer lets in. */
function balancer(service: Obj): { readonly openTo: readonly string[]; readonly via: string } {
    const annotations = stringMap(service.annotations ?? obj(service.metadata)?.annotations);
    const scheme = annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"];
    const ranges = strings(service.loadBalancerSourceRanges);
    const isPublic = scheme === "internet-facing";
    return {
        openTo: ranges.length > 0 ? ranges : [isPublic ? internet : privateNetwork],
        via: `${isPublic ? "internet-facing" : "internal"} load balancer`,
    };
}

/** The Kubernetes API: its public endpoint, and the networks that reach the private one. */
function apiWays(cluster: Obj, resources: readonly ShownResource[]): WayIn[] {
    const guards = ["TLS and IAM authentication", ...accessOf(cluster)];
    const way = (what: string, openTo: readonly string[]): WayIn => ({
        what,
        via: "EKS control plane",
        openTo: openTo.map((range) => (anyone.has(range) ? internet : range)),
        public: openTo.some((range) => anyone.has(range)),
        guards,
        routes: [],
    });
    const admitted = resources
        .filter(
            ({ type, inputs }) =>
                type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" &&
                inputs.description === "Kubernetes API",
        )
        .flatMap(({ inputs }) => str(inputs.cidrIpv4) ?? str(inputs.cidrIpv6) ?? []);
    const ranges = strings(cluster.publicAccessCidrs);
    return [
        ...(cluster.endpointPublicAccess === true
            ? [way("Kubernetes API, public endpoint", ranges.length > 0 ? ranges : ["0.0.0.0/0"])]
            : []),
        // Its own network is not outside.
        ...(cluster.endpointPrivateAccess === true && admitted.length > 0
            ? [way("Kubernetes API, private endpoint", admitted)]
            : []),
    ];
}

function accessOf(cluster: Obj): string[] {
    const roles = Object.values(obj(cluster.accessEntries) ?? {}).flatMap((value) => {
        const entry = obj(value) ?? {};
        const role = str(entry.principalArn);
        const groups = strings(entry.kubernetesGroups);
        return role === undefined ? [] : `${role} as ${groups.length === 0 ? "administrator" : groups.join(", ")}`;
    });
    return roles.length === 0 ? [] : [`access for ${roles.join(", ")}`];
}

/** Services and ingresses that a chart's values open. */
function chartWays({ release, namespace, values }: InstalledChart): WayIn[] {
    return opened(values).map(({ key, type, service }) => {
        const { openTo, via } = type === "LoadBalancer" ? balancer(service) : { openTo: [privateNetwork], via: type };
        return {
            what: `chart ${namespace}/${release}, ${key}`,
            via,
            openTo,
            public: openTo.includes(internet) || openTo.some((range) => anyone.has(range)),
            guards: [],
            routes: [],
        };
    });
}

interface Opened {
    readonly key: string;
    readonly type: string;
    readonly service: Obj;
}

function opened(values: Obj, path = ""): Opened[] {
    return Object.entries(values).flatMap(([name, value]): Opened[] => {
        if (!isObj(value)) {
            return [];
        }
        const key = path === "" ? name : `${path}.${name}`;
        const type = str(value.type);
        const isService = /service$/i.test(name) && (type === "LoadBalancer" || type === "NodePort");
        const isIngress = /^ingress$/i.test(name) && value.enabled === true;
        return [
            ...(isService ? [{ key, type: type, service: value }] : []),
            ...(isIngress ? [{ key, type: "Ingress", service: value }] : []),
            ...opened(value, key),
        ];
    });
}

function serviceWays({ kind, namespace, name, spec, object }: ClusterObject): WayIn[] {
    const what = `${kind} ${namespace}/${name}`;
    const way = (via: string, openTo: readonly string[]): WayIn[] => [
        {
            what,
            via,
            openTo,
            public: openTo.includes(internet) || openTo.some((range) => anyone.has(range)),
            guards: [],
            routes: [],
        },
    ];
    if (kind === "Ingress" || kind === "HTTPRoute") {
        return way(kind, [privateNetwork]);
    }
    if (kind !== "Service") {
        return [];
    }
    if (spec.type === "LoadBalancer") {
        const { openTo, via } = balancer({ ...spec, metadata: object.metadata });
        return way(via, openTo);
    }
    return spec.type === "NodePort" || list(spec.externalIPs).length > 0
        ? way("port of every node", [privateNetwork])
        : [];
}

/** Ports that pods open on their nodes. */
function hostWays(owner: ClusterObject, spec: Obj): WayIn[] {
    const containers = [...objectsIn(spec.initContainers), ...objectsIn(spec.containers)];
    const ports =
        spec.hostNetwork === true
            ? containerPorts(spec)
            : containers
                  .flatMap(({ ports: declared }) => objectsIn(declared))
                  .flatMap(({ hostPort }) => (typeof hostPort === "number" ? [hostPort] : []));
    return ports.length === 0
        ? []
        : [
              {
                  what: `${owner.kind} ${owner.namespace}/${owner.name}, port ${ports.join(", ")}`,
                  via: "port of its nodes",
                  openTo: [privateNetwork],
                  public: false,
                  guards: [],
                  routes: [],
              },
          ];
}

/** Data stores with a public address, and firewall rules that admit everyone. */
function resourceWays({ type, name, inputs }: ShownResource): WayIn[] {
    const open = (what: string, via: string): WayIn[] => [
        { what, via, openTo: [internet], public: true, guards: [], routes: [] },
    ];
    if (type.startsWith("aws:rds/") && inputs.publiclyAccessible === true) {
        return open(`database ${name}`, "public address");
    }
    const range = str(inputs.cidrIpv4) ?? str(inputs.cidrIpv6);
    if (
        type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" &&
        range !== undefined &&
        anyone.has(range)
    ) {
        return open(`firewall rule ${name}, port ${String(inputs.fromPort)}`, "security group");
    }
    return [];
}
