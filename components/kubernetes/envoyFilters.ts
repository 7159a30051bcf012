import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3/EnvoyFilter";
import type * as pulumi from "@pulumi/pulumi";
import { type RateLimitConfig } from "../../config/rateLimit";
import { customResource } from "./customResource";

/** What the gateway's proxies get beyond what Istio's own objects can say. */

type EnvoyFilterSpec = NonNullable<IEnvoyFilter["spec"]>;
export type ConfigPatch = NonNullable<EnvoyFilterSpec["configPatches"]>[number];

/** Istio has EnvoyFilters in this version only. */
const apiVersion = "networking.istio.io/v1alpha3";

interface EnvoyFilterArgs {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Record<string, string>;
    /** Labels of the pods whose proxies are changed. */
    readonly podLabels: Readonly<Record<string, string>>;
    readonly patches: readonly ConfigPatch[];
}

/** An EnvoyFilter whose resource has the name `resourceName`. */
export function envoyFilter(
    resourceName: string,
    { name, namespace, labels, podLabels, patches }: EnvoyFilterArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    return customResource<IEnvoyFilter>(
        resourceName,
        {
            apiVersion,
            kind: "EnvoyFilter",
            metadata: { name, namespace, ...(labels !== undefined && { labels }) },
            spec: { workloadSelector: { labels: { ...podLabels } }, configPatches: [...patches] },
        },
        opts,
    );
}

/** An HTTP filter of a gateway, the last one before requests are routed. */
export function beforeRouter(value: object): ConfigPatch {
    return {
        applyTo: "HTTP_FILTER",
        match: {
            context: "GATEWAY",
            listener: {
                filterChain: {
                    filter: {
                        name: "envoy.filters.network.http_connection_manager",
                        subFilter: { name: "envoy.filters.http.router" },
                    },
                },
            },
        },
        patch: { operation: "INSERT_BEFORE", value },
    };
}

/** What one route of a gateway gets, by its name in the proxy. */
export function onRoute(name: string, value: object): ConfigPatch {
    return {
        applyTo: "HTTP_ROUTE",
        match: { context: "GATEWAY", routeConfiguration: { vhost: { route: { name } } } },
        patch: { operation: "MERGE", value },
    };
}

/** Clients that a gateway pod counts at a time; the one that asked longest ago is forgotten first. */
const rememberedClients = 10_000;

/** A bucket that is never empty: the greatest number that Envoy takes. */
const unlimited = { max_tokens: 4_294_967_295, tokens_per_fill: 4_294_967_295, fill_interval: "1s" };
const clientAddress = { remote_address: {} };

/**
 * Configuration of a token bucket per client address in every gateway pod, for all requests or for those of one workload's
 * routes. Local to the pod: no service to ask, so nothing that can fail; a client that reaches all pods gets the limit from each.
 *
 * @param name starts its statistics and its switches.
 * @param workload counts only requests on routes that have {@link clientsOf}. Default: all requests.
 */
export function clientRateLimit(name: string, limit: RateLimitConfig, workload?: string): object {
    const bucket = { max_tokens: limit.burst, tokens_per_fill: limit.requestsPerSecond, fill_interval: "1s" };
    const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };
    // An entry without a value makes one bucket for each address that comes.
    const address = { key: "remote_address" };
    return {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        stat_prefix: name,
        // For requests that no descriptor fits: none where every request has a client address, else those of other workloads.
        token_bucket: workload === undefined ? bucket : unlimited,
        always_consume_default_token_bucket: false,
        filter_enabled: { ...always, runtime_key: `${name}_enabled` },
        filter_enforced: { ...always, runtime_key: `${name}_enforced` },
        ...(workload === undefined && { rate_limits: [{ actions: [clientAddress] }] }),
        descriptors: [
            {
                entries: workload === undefined ? [address] : [{ key: "generic_key", value: workload }, address],
                token_bucket: bucket,
            },
        ],
        max_dynamic_descriptors: rememberedClients,
        rate_limited_as_resource_exhausted: true,
    };
}

/** What a route needs for its requests to count in the bucket of `workload` and client. */
export function clientsOf(workload: string): object {
    return { rate_limits: [{ actions: [{ generic_key: { descriptor_value: workload } }, clientAddress] }] };
}
