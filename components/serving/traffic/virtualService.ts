import { type FaultConfig, type HeaderMatch } from "../../../config/serving/traffic";
import { type MeshAccess } from "../../inCluster";
import { type StackContext } from "../context";
import { type GatewayPlan, portOf, serviceHost, type ServingPlan } from "../plan";
import { type HttpRoute, type VirtualServiceSpec } from "../istioTypes";
import { type WeightedDestination } from "./plan";

/**
 * How a request's route is built: the strategy (`strategies.ts`, one file each) resolves destinations, header routes and
 * mirror into the plan's `traffic` (`plan.ts`); this file makes one set of routes of them per entrance; `destinationRule.ts`
 * defines which pods belong to a subset; `trafficObjects.ts` creates the objects and leaves alone what a controller
 * changes at run time.
 */

type Match = NonNullable<HttpRoute["match"]>[number];
type Destination = NonNullable<HttpRoute["route"]>[number];
type Gateway = NonNullable<MeshAccess["gateway"]>;

type Cors = NonNullable<GatewayPlan["cors"]> & Pick<GatewayPlan, "methods">;

/** Where requests come from; each entrance needs routes of its own. */
interface Entrance {
    /** Starts the names of its routes. */
    readonly name: string;
    /** Absent when requests only come from inside the mesh. */
    readonly match?: Match;
    /** Port of the Service. Absent: the port that was called. */
    readonly port?: number;
    readonly rewrite?: { readonly uri: string };
    readonly cors?: Cors;
}

/** How requests are spread over versions, for callers in the mesh and, where the plan has one, through the gateway. */
export function virtualServiceSpec(plan: ServingPlan, { inCluster }: StackContext): VirtualServiceSpec {
    const gateway = plan.gateway === undefined ? undefined : inCluster.mesh.gateway;
    return {
        hosts: [serviceHost(plan), ...(gateway !== undefined ? [gateway.hostname] : [])],
        ...(gateway !== undefined && { gateways: ["mesh", gateway.name] }),
        // The first route that matches wins: deliberate faults, then headers, then weights.
        http: entrancesOf(plan, gateway).flatMap((entrance) => routesOf(plan, entrance)),
    };
}

function routesOf(plan: ServingPlan, entrance: Entrance): HttpRoute[] {
    return [...faultRoutes(plan, entrance), ...headerRoutes(plan, entrance), mainRoute(plan, entrance)];
}

/** Names that the gateway's proxies give to the plan's routes; set where something refers to one workload's routes. */
export function gatewayRouteNames(plan: ServingPlan, gateway: Gateway): string[] {
    return entrancesOf(plan, gateway)
        .filter(({ match }) => match?.name !== undefined)
        .flatMap((entrance) => routesOf(plan, entrance))
        .map(({ name, match }) => [name, match?.[0]?.name].join("."));
}

/** Names of the routes whose weights a Rollout shifts. */
export function routeNames({ http = [] }: VirtualServiceSpec): string[] {
    return http.flatMap(({ name }) => name ?? []);
}

function entrancesOf(plan: ServingPlan, gateway: Gateway | undefined): Entrance[] {
    return plan.gateway === undefined || gateway === undefined
        ? [{ name: "mesh" }]
        : [{ name: "mesh", match: { gateways: ["mesh"] } }, ...gatewayEntrances(plan, plan.gateway, gateway)];
}

function gatewayEntrances(
    plan: ServingPlan,
    { grpcServices, pathPrefix, paths, methods, cors, limits }: GatewayPlan,
    gateway: Gateway,
): Entrance[] {
    const from = {
        // All workloads have the same names of routes; the name of a match makes them differ in the proxy.
        ...(limits !== undefined && { name: plan.name }),
        gateways: [gateway.name],
    };
    return [
        // gRPC clients cannot add a prefix: their paths are the service's full name.
        ...grpcServices.map((service) => ({
            name: `gateway-${service.toLowerCase().replaceAll(/[^a-z0-9]/g, "-")}`,
            match: { ...from, uri: { prefix: `/${service}/` } },
            port: portOf(plan, "grpc").servicePort,
        })),
        // One entrance for each path: a rewrite replaces exactly what was matched.
        ...paths.map((path, i) => ({
            name: i === 0 ? "gateway-http" : `gateway-http-${i + 1}`,
            match: { ...from, uri: below(pathPrefix, path) },
            port: portOf(plan, "http").servicePort,
            rewrite: { uri: path.replace(/\*$/, "") },
            ...(cors !== undefined && { cors: { ...cors, methods } }),
        })),
    ];
}

/** A path of the workload, or a prefix that ends with `*`, as clients outside write it. */
function below(pathPrefix: string, path: string): { prefix: string } | { exact: string } {
    const outside = `${pathPrefix}${path.slice(1)}`;
    return outside.endsWith("*") ? { prefix: outside.slice(0, -1) } : { exact: outside };
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
    return plan.traffic.headerRoutes.map(({ version, header }) => ({
        name: `${entrance.name}-header-${version}`,
        ...matching(entrance, header),
        route: [destination(plan, entrance, { subset: version })],
        ...common(plan, entrance),
    }));
}

function faultRoutes(plan: ServingPlan, entrance: Entrance): HttpRoute[] {
    const { fault } = plan.traffic;
    if (fault === undefined) {
        return [];
    }
    return [
        {
            name: `${entrance.name}-fault`,
            ...matching(entrance, fault.header),
            fault: injected(fault),
            route:
                fault.version === undefined
                    ? destinations(plan, entrance)
                    : [destination(plan, entrance, { subset: fault.version })],
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

function destinations(plan: ServingPlan, entrance: Entrance): Destination[] {
    return plan.traffic.destinations.map((wanted) => destination(plan, entrance, wanted));
}

function destination(plan: ServingPlan, entrance: Entrance, { subset, weight }: WeightedDestination): Destination {
    return {
        destination: {
            host: serviceHost(plan),
            ...(subset !== undefined && { subset }),
            ...(entrance.port !== undefined && { port: { number: entrance.port } }),
        },
        ...(weight !== undefined && { weight }),
    };
}

/** Envoy retries a try that ran out of its time under `reset`. Source: Envoy `retry_state_impl.cc`. */
function retryConditions(limitedTries: boolean): string {
    return [
        "connect-failure",
        "refused-stream",
        limitedTries ? "reset" : "reset-before-request",
        "unavailable",
        "503",
    ].join();
}

/** The gateway itself answers what browsers ask before a call. */
function corsPolicy({ origins, headers, methods, maxAgeSeconds }: Cors): NonNullable<HttpRoute["corsPolicy"]> {
    return {
        allowOrigins: origins.map((exact) => ({ exact })),
        allowMethods: [...methods],
        allowHeaders: [...headers],
        maxAge: `${maxAgeSeconds}s`,
    };
}

function common(plan: ServingPlan, entrance: Entrance): Partial<HttpRoute> {
    const { timeoutSeconds, tryTimeoutSeconds, retries, mirror } = plan.traffic;
    return {
        ...(entrance.rewrite !== undefined && { rewrite: { ...entrance.rewrite } }),
        ...(entrance.cors !== undefined && { corsPolicy: corsPolicy(entrance.cors) }),
        timeout: `${timeoutSeconds}s`,
        retries:
            retries === 0
                ? { attempts: 0 }
                : {
                      attempts: retries,
                      // Only requests that did not reach the model or were rejected by it; gRPC's UNAVAILABLE arrives as
                      // HTTP 200. A time limit per try is the stack file's choice: a second try does not speed up a slow
                      // prediction.
                      retryOn: retryConditions(tryTimeoutSeconds !== undefined),
                      ...(tryTimeoutSeconds !== undefined && { perTryTimeout: `${tryTimeoutSeconds}s` }),
                  },
        ...(mirror !== undefined && {
            mirror: destination(plan, entrance, { subset: mirror.subset }).destination,
            mirrorPercentage: { value: mirror.percent },
        }),
    };
}
