import type { IEnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3/EnvoyFilter";
import type { IGateway } from "@kubernetes-models/istio/networking.istio.io/v1beta1/Gateway";
import * as pulumi from "@pulumi/pulumi";
import { type IngressConfig } from "../../../config/ingress";
import { customResource } from "../../kubernetes/customResource";
import { type MeshAccess, type SecretsAccess } from "../../inCluster";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type AddonFrame } from "../context";
import { gatewayName, gatewayPodLabels } from "./values";
import { ingressHosts } from "./hosts";

const namespace = "istio-ingress";
/** Name of the Gateway object that VirtualServices bind to. */
const objectName = "platform";
/** Secret with the certificate, when the gateway ends TLS. */
const tlsSecretName = "platform-tls";

export interface GatewayArgs {
    readonly frame: AddonFrame;
    readonly ingress: IngressConfig;
    /** The mesh, and the controllers that make the load balancer and its DNS records: gone only after the gateway. */
    readonly after: readonly pulumi.Resource[];
    readonly secrets?: SecretsAccess;
}

/** Where requests from outside come in: Istio's gateway behind a network load balancer. */
export class IngressGateway extends pulumi.ComponentResource {
    public readonly access: NonNullable<MeshAccess["gateway"]>;

    constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:IngressGateway", name, {}, opts);
        const { frame, ingress, after, secrets } = args;
        const before = [...after];
        if (ingress.tlsSecret !== undefined && secrets !== undefined) {
            before.push(
                externalSecret(
                    {
                        name: tlsSecretName,
                        namespace,
                        store: secrets.storeName,
                        prefix: frame.facts.secretPrefix,
                        keys: {
                            "tls.crt": { secret: ingress.tlsSecret, field: "tls.crt" },
                            "tls.key": { secret: ingress.tlsSecret, field: "tls.key" },
                        },
                        type: "kubernetes.io/tls",
                    },
                    { parent: this, dependsOn: [...frame.namespace(namespace), ...secrets.ready] },
                ),
            );
        }
        const release = frame.install(gatewayName, { parent: this, dependsOn: before });
        const opened = { parent: this, dependsOn: [release] };
        const gateway = customResource<IGateway>(
            objectName,
            {
                apiVersion: "networking.istio.io/v1",
                kind: "Gateway",
                metadata: { name: objectName, namespace },
                spec: {
                    selector: { istio: gatewayPodLabels.istio },
                    servers: gatewayServers(ingress, ingressHosts(ingress, frame.facts.addons)),
                },
            },
            opened,
        );
        const limit = customResource<IEnvoyFilter>(
            "client-rate-limit",
            {
                apiVersion: "networking.istio.io/v1alpha3",
                kind: "EnvoyFilter",
                metadata: { name: "client-rate-limit", namespace },
                spec: clientRateLimit(ingress.rateLimit),
            },
            opened,
        );
        this.access = {
            namespace,
            name: `${namespace}/${objectName}`,
            serviceAccount: gatewayName,
            podLabels: gatewayPodLabels,
            hostname: ingress.hostname,
            ready: [release, gateway, limit],
        };
        this.registerOutputs({ hostname: ingress.hostname });
    }
}

/** Ports of the gateway: plain HTTP only sends clients to HTTPS. */
export function gatewayServers(
    ingress: IngressConfig,
    names: readonly string[],
): NonNullable<NonNullable<IGateway["spec"]>["servers"]> {
    const hosts = [...names];
    return [
        { hosts, port: { name: "http", number: 80, protocol: "HTTP" }, tls: { httpsRedirect: true } },
        ingress.certificateArn === undefined
            ? {
                  hosts,
                  port: { name: "https", number: 443, protocol: "HTTPS" },
                  tls: { mode: "SIMPLE", credentialName: tlsSecretName, minProtocolVersion: "TLSV1_2" },
              }
            : // The load balancer has ended TLS with ACM's certificate; only it can reach this port from outside.
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
                            // For requests without an address of a client, of which there are none.
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
