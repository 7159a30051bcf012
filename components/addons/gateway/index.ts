import type { IGateway } from "@kubernetes-models/istio/networking.istio.io/v1beta1/Gateway";
import type * as pulumi from "@pulumi/pulumi";
import { type IngressConfig } from "../../../config/ingress";
import { platformFacts } from "../../../config/platformFacts";
import { type MeshAccess } from "../../inCluster";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { beforeRouter, clientRateLimit, envoyFilter } from "../../kubernetes/envoyFilters";
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
const rateLimitName = "client-rate-limit";
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
            wanted: ({ ingress, platform }) => ingress !== undefined && platformFacts[platform.kind].ownLoadBalancers,
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
        const limit = envoyFilter(
            rateLimitName,
            {
                name: rateLimitName,
                namespace: namespace.name,
                podLabels: gatewayPodLabels,
                patches: [
                    beforeRouter({
                        name: "envoy.filters.http.local_ratelimit",
                        typed_config: clientRateLimit("client_rate_limit", ingress.rateLimit),
                    }),
                ],
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
