import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1beta1/VirtualService";
import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AddonsConfig } from "../../../config/addons";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type MeshAccess } from "../../inCluster";
import { namespaceByName } from "../../kubernetes/networkPolicies";

export interface MlflowExposureArgs {
    readonly expose: NonNullable<AddonsConfig["mlflow"]["expose"]>;
    readonly gateway: NonNullable<MeshAccess["gateway"]>;
    readonly namespace: string;
    /** Labels of MLflow's pods. */
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
    /** The namespace and the mesh. */
    readonly after: readonly pulumi.Resource[];
}

/**
 * The way into MLflow from outside: one name at the gateway, for requests that carry a token of the named issuer. MLflow's
 * client sends it as `MLFLOW_TRACKING_TOKEN`.
 */
export class MlflowExposure extends pulumi.ComponentResource {
    constructor(name: string, args: MlflowExposureArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:MlflowExposure", name, {}, opts);
        const { expose, gateway, namespace, labels, port, after } = args;
        const guarded = { parent: this, dependsOn: [...after] };
        const tokens = customResource<IRequestAuthentication>(
            `${name}-tokens`,
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "RequestAuthentication",
                metadata: { name: "outside-tokens", namespace },
                spec: {
                    selector: { matchLabels: labels },
                    jwtRules: [{ issuer: expose.issuer, jwksUri: expose.jwksUri, audiences: [...expose.audiences] }],
                },
            },
            guarded,
        );
        const callers = customResource<IAuthorizationPolicy>(
            `${name}-callers`,
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "AuthorizationPolicy",
                metadata: { name: "allow-outside-with-token", namespace },
                spec: {
                    action: "ALLOW",
                    selector: { matchLabels: labels },
                    rules: [
                        {
                            // Both of one source: through the gateway, and with a token of this issuer.
                            from: [
                                {
                                    source: {
                                        principals: [
                                            `cluster.local/ns/${gateway.namespace}/sa/${gateway.serviceAccount}`,
                                        ],
                                        requestPrincipals: [`${expose.issuer}/*`],
                                    },
                                },
                            ],
                            to: [{ operation: { ports: [`${port}`] } }],
                        },
                    ],
                },
            },
            guarded,
        );
        const network = new k8s.networking.v1.NetworkPolicy(
            `${name}-network`,
            {
                metadata: { name: "admit-gateway", namespace },
                spec: {
                    podSelector: { matchLabels: labels },
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: namespaceByName(gateway.namespace),
                                    podSelector: { matchLabels: gateway.podLabels },
                                },
                            ],
                            ports: [{ protocol: "TCP", port }],
                        },
                    ],
                },
            },
            guarded,
        );
        customResource<IVirtualService>(
            `${name}-route`,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "VirtualService",
                metadata: { name: "outside", namespace },
                spec: {
                    hosts: [expose.hostname],
                    gateways: [gateway.name],
                    http: [
                        {
                            route: [
                                {
                                    destination: {
                                        host: `mlflow.${namespace}.svc.cluster.local`,
                                        port: { number: port },
                                    },
                                },
                            ],
                        },
                    ],
                },
            },
            // Nobody is let in before tokens are asked for.
            { parent: this, dependsOn: [tokens, callers, network, ...gateway.ready] },
        );
        this.registerOutputs();
    }
}
