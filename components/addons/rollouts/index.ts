import * as pulumi from "@pulumi/pulumi";
import { type AddOnAccess } from "../../inCluster";
import { type AddonFacts, controllerReplicas, type Resources, resources, softSpread } from "../facts";
import { type AddonFrame } from "../context";

/** Keys of the Argo Rollouts chart that we set. */
export interface RolloutsValues {
    readonly installCRDs: boolean;
    readonly keepCRDs: boolean;
    readonly dashboard: { readonly enabled: boolean };
    readonly controller: {
        readonly replicas: number;
        readonly logging: { readonly format: string };
        readonly resources: Resources;
        readonly metrics: { readonly enabled: boolean; readonly serviceMonitor: { readonly enabled: boolean } };
        readonly pdb: { readonly enabled: boolean; readonly minAvailable?: number };
        readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    };
    readonly podSecurityContext: {
        readonly runAsNonRoot: boolean;
        readonly seccompProfile: { readonly type: string };
    };
    readonly providerRBAC: { readonly enabled: boolean; readonly providers: Readonly<Record<string, boolean>> };
}

export function rolloutsValues(facts: AddonFacts): RolloutsValues {
    const replicas = controllerReplicas(facts);
    return {
        installCRDs: true,
        keepCRDs: true,
        // It has no login of its own.
        dashboard: { enabled: false },
        controller: {
            replicas,
            logging: { format: "json" },
            resources: resources("50m", "500m", "128Mi", "512Mi"),
            metrics: { enabled: true, serviceMonitor: { enabled: true } },
            pdb: replicas > 1 ? { enabled: true, minAvailable: 1 } : { enabled: false },
            topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": "argo-rollouts" }),
        },
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        // Rights over the objects of one traffic router, not of ten.
        providerRBAC: {
            enabled: true,
            providers: {
                istio: true,
                smi: false,
                ambassador: false,
                awsLoadBalancerController: false,
                awsAppMesh: false,
                traefik: false,
                apisix: false,
                contour: false,
                glooPlatform: false,
                gatewayAPI: false,
            },
        },
    };
}

/** Roll-outs that move traffic step by step and take a bad version back. */
export class Rollouts extends pulumi.ComponentResource {
    public readonly access: AddOnAccess;

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Rollouts", name, {}, opts);
        this.access = { namespace: "argo-rollouts", ready: [frame.install("argo-rollouts", { parent: this })] };
        this.registerOutputs();
    }
}
