import * as pulumi from "@pulumi/pulumi";
import { type AddOnAccess } from "../../inCluster";
import {
    type AddonFacts,
    controllerReplicas,
    type Resources,
    resources,
    restrictedContainer,
    restrictedPod,
} from "../facts";
import { type AddonFrame } from "../context";

interface Part {
    readonly enabled: boolean;
    readonly replicas: number;
    readonly resources: Resources;
    readonly podDisruptionBudget: { readonly enabled: boolean };
}

/** Keys of the Vertical Pod Autoscaler's chart that we set. */
export interface VpaValues {
    readonly podSecurityContext: typeof restrictedPod & { readonly runAsUser: number };
    readonly containerSecurityContext: typeof restrictedContainer;
    readonly recommender: Part;
    readonly updater: Part & { readonly extraArgs: readonly string[] };
    readonly admissionController: Part & { readonly certGen: { readonly resources: Resources } };
}

export function vpaValues(facts: AddonFacts): VpaValues {
    const replicas = controllerReplicas(facts);
    const apply = facts.addons.vpa.applyRecommendations;
    const part = (enabled: boolean): Part => ({
        enabled,
        replicas,
        resources: resources("50m", "500m", "128Mi", "512Mi"),
        podDisruptionBudget: { enabled: replicas > 1 },
    });
    return {
        podSecurityContext: { ...restrictedPod, runAsUser: 65534 },
        containerSecurityContext: restrictedContainer,
        recommender: part(true),
        // An empty list replaces the chart's flag that lets resizes in place ignore disruption budgets.
        updater: { ...part(apply), extraArgs: [] },
        admissionController: {
            ...part(apply),
            certGen: { resources: resources("10m", "100m", "32Mi", "64Mi") },
        },
    };
}

/** Recommends requests for every workload that has a VPA object. */
export class Vpa extends pulumi.ComponentResource {
    public readonly access: AddOnAccess;

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Vpa", name, {}, opts);
        this.access = { namespace: "vpa", ready: [frame.install("vpa", { parent: this })] };
        this.registerOutputs();
    }
}
