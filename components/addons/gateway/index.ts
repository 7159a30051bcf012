import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3/EnvoyFilter";
import type { IGateway } from "@kubernetes-models/istio/networking.istio.io/v1beta1/Gateway";
import type * as pulumi from "@pulumi/pulumi";
import { type IngressConfig } from "../../../config/ingress";
import { type MeshAccess } from "../../inCluster";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type AddonContext, defineAddon } from "../definition";
import { externalDns } from "../externalDns";
import { externalSecrets } from "../externalSecrets";
import { istio } from "../istio";
import { istioCharts } from "../istio/values";
import { loadBalancerController } from "../loadBalancerController";
import { scraping } from "../monitoringCrds";
import { type AddonNamespace } from "../namespaces";
import { gatewayName, gatewayPodLabels, gatewayValues } from "./values";

const namespace: AddonNamespace = { name: "istio-ingress", level: "restricted", inMeshView: true };
/** Name of the Gateway object that VirtualServices bind to. */
const objectName = "platform";
/** Secret with the certificate, when the gateway terminates TLS. */
const tlsSecretName = "platform-tls";

/** Where requests from outside come in: Istio's gateway behind a network load balancer. */
export const gateway = defineAddon({
    name: "gateway",
    component: "IngressGateway",
    on: ({ ingress }) => ingress !== undefined,
    needs: [
        scraping,
        { addon: istio, because: "to get its proxies and CRDs" },
        {
            addon: loadBalancerController,
            because: "to get a load balancer",
            path: "ingress",
            wanted: ({ ingress, platform }) => ingress !== undefined && platform.kind !== "existing",
        },
        { addon: externalDns, because: "to get its DNS records, and to have them deleted with it" },
        {
            addon: externalSecrets,
            because: "to bring the certificate into the cluster",
            path: "ingress.tlsSecret",
            wanted: ({ ingress }) => ingress?.tlsSecret !== undefined,
        },
    ],
    releases: {
        [gatewayName]: {
            chart: istioCharts.gateway,
            namespace,
            values: gatewayValues,
            // The injector writes the gateway's image.
            images: {},
            unlisted: [
                { path: "service.loadBalancerClass", reason: "read by the Service's template" },
                { path: "service.allocateLoadBalancerNodePorts", reason: "read by the Service's template" },
                { path: "labels", reason: "labels of the user's choice" },
                { path: "podAnnotations", reason: "annotations of the user's choice, beside the chart's" },
            ],
        },
    },
    secretReaders: ({ ingress }) => (ingress?.tlsSecret === undefined ? [] : [namespace]),
    create: (context): NonNullable<MeshAccess["gateway"]> => {
        const { ingress, hosts } = context.facts;
        if (ingress === undefined) {
            throw new Error("the gateway needs the topic ingress");
        }
        const release = context.install(
            gatewayName,
            ...context.get(istio).ready,
            ...(context.find(loadBalancerController)?.ready ?? []),
            ...(context.find(externalDns)?.ready ?? []),
            ...certificate(ingress, context),
        );
        const opened = { parent: context.parent, dependsOn: [release] };
        const object = customResource<IGateway>(
            objectName,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "Gateway",
                metadata: { name: objectName, namespace: namespace.name },
                spec: { selector: { istio: gatewayPodLabels.istio }, servers: gatewayServers(ingress, hosts) },
            },
            opened,
        );
        const limit = customResource<IEnvoyFilter>(
            "client-rate-limit",
            {
                apiVersion: "networking.istio.io/v1alpha3",
                kind: "EnvoyFilter",
                metadata: { name: "client-rate-limit", namespace: namespace.name },
                spec: clientRateLimit(ingress.rateLimit),
            },
            opened,
        );
        return {
            namespace: namespace.name,
            name: `${namespace.name}/${objectName}`,
            serviceAccount: gatewayName,
            podLabels: gatewayPodLabels,
            hostname: ingress.hostname,
            service: gatewayName,
            clients: context.facts.cloud.loadBalancers.clients(ingress),
            ready: [release, object, limit],
        };
    },
});

/** The gateway's certificate from the cloud's secret store; nothing when the load balancer alone terminates TLS. */
function certificate({ tlsSecret: secret }: IngressConfig, context: AddonContext): readonly pulumi.Resource[] {
    const secrets = context.find(externalSecrets);
    if (secret === undefined || secrets === undefined) {
        return [];
    }
    return [
        externalSecret(
            {
                name: tlsSecretName,
                namespace: namespace.name,
                store: secrets.storeName,
                prefix: context.facts.secretPrefix,
                keys: { "tls.crt": { secret, field: "tls.crt" }, "tls.key": { secret, field: "tls.key" } },
                type: "kubernetes.io/tls",
            },
            context.inside(namespace, ...secrets.ready),
        ),
    ];
}

/** Ports of the gateway: plain HTTP only sends clients to HTTPS. */
export function gatewayServers(
    ingress: IngressConfig,
    names: readonly string[],
): NonNullable<NonNullable<IGateway["spec"]>["servers"]> {
    const hosts = [...names];
    return [
        { hosts, port: { name: "http", number: 80, protocol: "HTTP" }, tls: { httpsRedirect: true } },
        ingress.tlsSecret !== undefined
            ? {
                  hosts,
                  port: { name: "https", number: 443, protocol: "HTTPS" },
                  tls: { mode: "SIMPLE", credentialName: tlsSecretName, minProtocolVersion: "TLSV1_2" },
              }
            : // The load balancer has terminated TLS with its own certificate; only it can reach this port from outside.
              { hosts, port: { name: "http-after-tls", number: 443, protocol: "HTTP" } },
    ];
}

/** Clients that a gateway pod counts at a time; the one that asked longest ago is forgotten first. */
const rememberedClients = 10_000;

/**
 * A token bucket per client address in every gateway pod. Local to the pod: no service to ask, so nothing that can fail; a
 * client that reaches all pods gets the limit from each.
 */
export function clientRateLimit(limit: IngressConfig["rateLimit"]): NonNullable<IEnvoyFilter["spec"]> {
    const bucket = { max_tokens: limit.burst, tokens_per_fill: limit.requestsPerSecond, fill_interval: "1s" };
    const always = { default_value: { numerator: 100, denominator: "HUNDRED" } };
    return {
        workloadSelector: { labels: gatewayPodLabels },
        configPatches: [
            {
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
                patch: {
                    operation: "INSERT_BEFORE",
                    value: {
                        name: "envoy.filters.http.local_ratelimit",
                        typed_config: {
                            "@type":
                                "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                            stat_prefix: "client_rate_limit",
                            // Required by the filter; every request has a client address, so this bucket is never used.
                            token_bucket: bucket,
                            always_consume_default_token_bucket: false,
                            filter_enabled: { ...always, runtime_key: "client_rate_limit_enabled" },
                            filter_enforced: { ...always, runtime_key: "client_rate_limit_enforced" },
                            rate_limits: [{ actions: [{ remote_address: {} }] }],
                            // An entry without a value makes one bucket for each address that comes.
                            descriptors: [{ entries: [{ key: "remote_address" }], token_bucket: bucket }],
                            max_dynamic_descriptors: rememberedClients,
                            rate_limited_as_resource_exhausted: true,
                        },
                    },
                },
            },
        ],
    };
}
