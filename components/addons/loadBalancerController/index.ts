import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
    type AddonFacts,
    controllerReplicas,
    type Resources,
    resources,
    restrictedContainer,
    softSpread,
} from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { kubeSystem } from "../namespaces";

const name = "aws-load-balancer-controller";

/** Class of the Services that the controller gives a network load balancer. */
export const loadBalancerClass = "service.k8s.aws/nlb";

/** Keys of the controller's chart that we set. */
export interface LoadBalancerControllerValues {
    readonly clusterName: pulumi.Input<string>;
    readonly region: string;
    readonly vpcId: pulumi.Input<string>;
    readonly replicaCount: number;
    readonly serviceAccount: { readonly name: string };
    readonly defaultTargetType: "ip";
    readonly enableServiceMutatorWebhook: boolean;
    readonly createIngressClassResource: boolean;
    readonly ingressClassParams: { readonly create: boolean };
    readonly enableShield: boolean;
    readonly enableWaf: boolean;
    readonly enableWafv2: boolean;
    readonly keepTLSSecret: boolean;
    readonly defaultTags: Readonly<Record<string, string>>;
    readonly podDisruptionBudget: { readonly maxUnavailable?: number };
    readonly podSecurityContext: { readonly fsGroup: number; readonly seccompProfile: { readonly type: string } };
    readonly securityContext: typeof restrictedContainer;
    readonly resources: Resources;
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    readonly serviceMonitor: { readonly enabled: boolean };
}

export function loadBalancerControllerValues(facts: AddonFacts): LoadBalancerControllerValues {
    const replicaCount = controllerReplicas(facts);
    return {
        clusterName: facts.clusterName,
        region: facts.region,
        vpcId: facts.vpcId,
        replicaCount,
        serviceAccount: { name },
        defaultTargetType: "ip",
        // The webhook would take over every LoadBalancer Service and refuse all Services while the controller is away; ours
        // name their class.
        enableServiceMutatorWebhook: false,
        // Requests come in through Istio's gateway: there are no Ingresses to serve.
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        // The chart makes a new webhook certificate at every rendering unless it may keep the one it has.
        keepTLSSecret: true,
        defaultTags: facts.tags,
        podDisruptionBudget: replicaCount > 1 ? { maxUnavailable: 1 } : {},
        podSecurityContext: { fsGroup: 65534, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: restrictedContainer,
        resources: resources("50m", "500m", "128Mi", "256Mi"),
        topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": name }),
        serviceMonitor: { enabled: true },
    };
}

const settings = z.strictObject({ enabled: z.boolean().default(true) }).prefault({});

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly loadBalancerController: z.output<typeof settings>;
    }
}

/** Creates network load balancers for LoadBalancer Services; must outlive each of them. */
export const loadBalancerController = defineAddon({
    name: "load-balancer-controller",
    component: "LoadBalancerController",
    settings: { key: "loadBalancerController", schema: settings },
    needs: [scraping],
    releases: {
        [name]: {
            chart: {
                repository: "https://aws.github.io/eks-charts",
                chart: name,
                version: "3.5.0",
                appVersion: "v3.5.0",
                crds: "folder",
            },
            namespace: kubeSystem,
            values: loadBalancerControllerValues,
            images: { "image.repository": "public.ecr.aws/eks/aws-load-balancer-controller" },
            identity: () => ({ addon: name, namespace: kubeSystem.name, serviceAccount: name }),
        },
    },
});
