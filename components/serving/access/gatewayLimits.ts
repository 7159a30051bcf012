import type * as pulumi from "@pulumi/pulumi";
import { bytes } from "../../../config/serving/quantity";
import { type MeshAccess } from "../../inCluster";
import {
    beforeRouter,
    clientRateLimit,
    clientsOf,
    type ConfigPatch,
    envoyFilter,
    onRoute,
} from "../../kubernetes/envoyFilters";
import { child, type WorkloadContext } from "../context";
import { objectLabels, type WorkloadName } from "../labels";
import { type GatewayLimits, type ServingPlan } from "../plan";
import { gatewayRouteNames } from "../traffic/virtualService";

const bufferTypes = "type.googleapis.com/envoy.extensions.filters.http.buffer.v3";

type Gateway = NonNullable<MeshAccess["gateway"]>;

/** What a workload's requests from outside are limited to, in the proxies of the gateway; nothing without limits. */
export function gatewayLimits(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    const gateway = context.inCluster.mesh.gateway;
    const limits = plan.gateway?.limits;
    return gateway === undefined || limits === undefined ? [] : [limitsObject(plan, limits, gateway, context)];
}

function limitsObject(
    plan: ServingPlan,
    limits: GatewayLimits,
    gateway: Gateway,
    context: WorkloadContext,
): pulumi.Resource {
    return envoyFilter(
        `${plan.name}-gateway-limits`,
        {
            // Names of workloads have no dots, so that no workload's name collides with the gateway's own objects.
            name: `${plan.name}.limits`,
            namespace: gateway.namespace,
            labels: objectLabels(plan),
            podLabels: gateway.podLabels,
            patches: limitPatches(plan, limits, gatewayRouteNames(plan, gateway)),
        },
        child(context, gateway.ready),
    );
}

/**
 * One filter per limit, in the chain for all workloads, and what makes it count on the routes of one: all of them draw on the
 * same buckets. The rate comes first, since the size is known only once a request is in memory.
 */
export function limitPatches(
    { name }: WorkloadName,
    { rate, requestSize }: GatewayLimits,
    routes: readonly string[],
): readonly ConfigPatch[] {
    const sizeFilter = `${name}.request-size`;
    const buffer = requestSize === undefined ? undefined : { max_request_bytes: bytes(requestSize) };
    return [
        ...(rate === undefined
            ? []
            : [
                  beforeRouter({
                      name: `${name}.rate-limit`,
                      typed_config: clientRateLimit(`${name}_client_rate_limit`, rate, name),
                  }),
              ]),
        ...(buffer === undefined
            ? []
            : [
                  beforeRouter({
                      name: sizeFilter,
                      disabled: true,
                      typed_config: { "@type": `${bufferTypes}.Buffer`, ...buffer },
                  }),
              ]),
        ...routes.map((route) =>
            onRoute(route, {
                ...(rate !== undefined && { route: clientsOf(name) }),
                // Its presence enables the filter on the route.
                ...(buffer !== undefined && {
                    typed_per_filter_config: {
                        [sizeFilter]: { "@type": `${bufferTypes}.BufferPerRoute`, buffer },
                    },
                }),
            }),
        ),
    ];
}
