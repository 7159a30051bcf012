import { type FaultConfig, type HeaderMatch } from "../../../config/serving/traffic";
import { type PortName } from "../../../config/serving/access";
import { type MeshAccess } from "../../inCluster";
import { rolloutSubsets } from "./destinationRule";
import { type HttpRoute, type VirtualServiceSpec } from "./istioTypes";
import { type ServingContext, type ServingPlan, serviceHost } from "../plan";

type Match = NonNullable<HttpRoute["match"]>[number];
type Destination = NonNullable<HttpRoute["route"]>[number];
type Gateway = NonNullable<MeshAccess["gateway"]>;

/** Where a route's requests come from; each entrance needs a route of its own. */
interface Entrance {
    /** Ends the route's name. */
    readonly name: string;
    /** Absent when requests only come from inside the mesh. */
    readonly match?: Match;
    /** Port of the Service; absent: the port that was called. */
    readonly port?: number;
    readonly rewrite?: { readonly uri: string };
}

/** How requests are spread over versions, for callers in the mesh and, when asked for, through the gateway. */
export function virtualServiceSpec(plan: ServingPlan, { inCluster }: ServingContext): VirtualServiceSpec {
    const gateway = plan.config.gateway === undefined ? undefined : inCluster.mesh.gateway;
    const entrances = gateway === undefined ? [{ name: "mesh" }] : entrancesOf(plan, gateway);
    return {
        hosts: [serviceHost(plan), ...(gateway === undefined ? [] : [gateway.hostname])],
        ...(gateway !== undefined && { gateways: ["mesh", gateway.name] }),
        // The first route that matches wins: deliberate faults, then headers, then weights.
        http: entrances.flatMap((entrance) => [
            ...faultRoutes(plan, entrance),
            ...headerRoutes(plan, entrance),
            mainRoute(plan, entrance),
        ]),
    };
}

/** Names of the routes whose weights a Rollout shifts. */
export function weightedRouteNames(plan: ServingPlan, context: ServingContext): string[] {
    const routes = virtualServiceSpec(plan, context).http ?? [];
    return routes.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

function entrancesOf(plan: ServingPlan, gateway: Gateway): Entrance[] {
    const { pathPrefix = `/${plan.name}/`, grpcServices = [] } = plan.config.gateway ?? {};
    const from = { gateways: [gateway.name] };
    return [
        { name: "mesh", match: { gateways: ["mesh"] } },
        // gRPC clients cannot add a prefix: their paths are the service's full name.
        ...grpcServices.map((service) => ({
            name: `gateway-${service.toLowerCase().replaceAll(/[^a-z0-9]/g, "-")}`,
            match: { ...from, uri: { prefix: `/${service}/` } },
            port: servicePort(plan, "grpc"),
        })),
        {
            name: "gateway-http",
            match: { ...from, uri: { prefix: pathPrefix } },
            port: servicePort(plan, "http"),
            rewrite: { uri: "/" },
        },
    ];
}

function servicePort(plan: ServingPlan, name: PortName): number {
    const port = plan.ports.find((candidate) => candidate.name === name);
    if (port === undefined) {
        throw new Error(`workload "${plan.name}" has no port "${name}"`);
    }
    return port.servicePort;
}

function mainRoute(plan: ServingPlan, entrance: Entrance): HttpRoute {
    return {
        name: `${entrance.name}-main`,
        ...matching(entrance),
        route: destinations(plan, entrance),
        ...common(plan, entrance),
    };
}

function headerRoutes(plan: ServingPlan, entrance: Entrance): HttpRoute[] {
    return plan.releases.flatMap(({ version, header }) =>
        header === undefined
            ? []
            : [
                  {
                      name: `${entrance.name}-header-${version}`,
                      ...matching(entrance, header),
                      route: [destination(plan, entrance, version)],
                      ...common(plan, entrance),
                  },
              ],
    );
}

function faultRoutes(plan: ServingPlan, entrance: Entrance): HttpRoute[] {
    const { fault } = plan.config.traffic;
    if (fault === undefined) {
        return [];
    }
    return [
        {
            name: `${entrance.name}-fault`,
            ...matching(entrance, fault.header),
            fault: injected(fault),
            route: destinations(plan, entrance),
            ...common(plan, entrance),
        },
    ];
}

function injected(fault: FaultConfig): NonNullable<HttpRoute["fault"]> {
    const { delay, abort } = fault;
    const code =
        abort?.grpcStatus === undefined ? { httpStatus: abort?.httpStatus ?? 503 } : { grpcStatus: abort.grpcStatus };
    return {
        ...(delay !== undefined && {
            delay: { fixedDelay: `${delay.seconds}s`, percentage: { value: delay.percent } },
        }),
        ...(abort !== undefined && { abort: { ...code, percentage: { value: abort.percent } } }),
    };
}

function matching(entrance: Entrance, header?: HeaderMatch): Pick<HttpRoute, "match"> {
    const match: Match = {
        ...entrance.match,
        ...(header !== undefined && { headers: { [header.name]: { exact: header.value } } }),
    };
    return Object.keys(match).length > 0 ? { match: [match] } : {};
}

/** Weighted destinations; the weights of a Rollout are where it begins, its controller moves them. */
function destinations(plan: ServingPlan, entrance: Entrance): Destination[] {
    const { strategy } = plan.config.traffic;
    switch (strategy) {
        case "weighted":
            return plan.releases.map((release) => ({
                ...destination(plan, entrance, release.version),
                weight: release.weight,
            }));
        case "progressive":
            return [
                { ...destination(plan, entrance, rolloutSubsets.stable), weight: 100 },
                { ...destination(plan, entrance, rolloutSubsets.canary), weight: 0 },
            ];
        case "single":
        case "blue-green":
            return [destination(plan, entrance)];
        default:
            return strategy satisfies never;
    }
}

function destination(plan: ServingPlan, entrance: Entrance, subset?: string): Destination {
    return {
        destination: {
            host: serviceHost(plan),
            ...(subset !== undefined && { subset }),
            ...(entrance.port !== undefined && { port: { number: entrance.port } }),
        },
    };
}

function common(plan: ServingPlan, entrance: Entrance): Partial<HttpRoute> {
    const { timeoutSeconds, retries, mirror, strategy } = plan.config.traffic;
    return {
        ...(entrance.rewrite !== undefined && { rewrite: { ...entrance.rewrite } }),
        timeout: `${timeoutSeconds}s`,
        retries:
            retries === 0
                ? { attempts: 0 }
                : {
                      attempts: retries,
                      // Only what did not reach the model or was turned away by it; gRPC's UNAVAILABLE arrives as HTTP 200.
                      // No time limit per try: a slow prediction is not helped by a second one.
                      retryOn: "connect-failure,refused-stream,reset-before-request,unavailable,503",
                  },
        // A Rollout mirrors by a step of its own.
        ...(mirror?.version !== undefined &&
            strategy === "weighted" && {
                mirror: destination(plan, entrance, mirror.version).destination,
                mirrorPercentage: { value: mirror.percent },
            }),
    };
}
