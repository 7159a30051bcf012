import { z } from "zod";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedContainer } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { kubeSystem } from "../namespaces";

const name = "aws-load-balancer-controller";

/** Keys of the controller's chart that we set, besides those that the cloud decides. */
export interface LoadBalancerControllerValues {
    readonly replicaCount: number;
    readonly serviceAccount: { readonly name: string };
    readonly enableServiceMutatorWebhook: boolean;
    readonly createIngressClassResource: boolean;
    readonly ingressClassParams: { readonly create: boolean };
    readonly keepTLSSecret: boolean;
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
        ...facts.cloud.loadBalancers.controllerValues,
        replicaCount,
        serviceAccount: { name },
        // The webhook would take over every LoadBalancer Service and refuse all Services while the controller is away; ours
        // name their class.
        enableServiceMutatorWebhook: false,
        // Requests come in through Istio's gateway: there are no Ingresses to serve.
        createIngressClassResource: false,
        ingressClassParams: { create: false },
        // The chart creates a new webhook certificate at every rendering unless it may keep the one it has.
        keepTLSSecret: true,
        podDisruptionBudget: replicaCount > 1 ? { maxUnavailable: 1 } : {},
        podSecurityContext: { fsGroup: 65534, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: restrictedContainer,
        resources: resources("50m", "500m", "128Mi", "256Mi"),
        topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": name }),
        serviceMonitor: { enabled: true },
    };
}

const settings = z
    .strictObject({
        enabled: z.boolean().default(true).describe("Whether the add-on is installed; `ingress` needs it."),
    })
    .prefault({})
    .describe("AWS Load Balancer Controller: creates load balancers for the gateway.");

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
                chart: "aws-load-balancer-controller",
                version: "3.5.0",
                appVersion: "v3.5.0",
                crds: "folder",
            },
            namespace: kubeSystem,
            values: loadBalancerControllerValues,
            images: { "image.repository": "public.ecr.aws/eks/aws-load-balancer-controller" },
            identity: () => ({ addon: "load-balancer-controller", namespace: kubeSystem.name, serviceAccount: name }),
        },
    },
});
