import * as pulumi from "@pulumi/pulumi";
import {
    type AddonFacts,
    controllerReplicas,
    type Resources,
    resources,
    restrictedContainer,
    softSpread,
} from "../facts";
import { type AddonFrame } from "../context";

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

/** Makes network load balancers for LoadBalancer Services; must outlive each of them. */
export class LoadBalancerController extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(componentName: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:LoadBalancerController", componentName, {}, opts);
        const identity = frame.platform.identities.forAddon(
            name,
            { namespace: "kube-system", serviceAccount: name },
            { parent: this },
        );
        this.ready = [frame.install(name, { parent: this, dependsOn: [identity] })];
        this.registerOutputs();
    }
}
