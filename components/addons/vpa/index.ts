import { z } from "zod";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";

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

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; it recommends requests and changes nothing."),
        applyRecommendations: z
            .boolean()
            .default(false)
            .describe("Lets it evict and resize pods whose VPA object asks for that."),
    })
    .prefault({})
    .describe("Vertical Pod Autoscaler: recommends, and changes pods only where asked.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly vpa: z.output<typeof settings>;
    }
}

/** Recommends requests for every workload that has a VPA object. */
export const vpa = defineAddon({
    name: "vpa",
    component: "Vpa",
    settings: { key: "vpa", schema: settings },
    needs: [scraping],
    releases: {
        vpa: {
            chart: {
                repository: "https://kubernetes.github.io/autoscaler",
                chart: "vertical-pod-autoscaler",
                version: "0.11.0",
                appVersion: "1.7.1",
                crds: "folder",
            },
            namespace: { name: "vpa", level: "restricted" },
            values: vpaValues,
            images: {
                "recommender.image.repository": "registry.k8s.io/autoscaling/vpa-recommender",
                "updater.image.repository": "registry.k8s.io/autoscaling/vpa-updater",
                "admissionController.image.repository": "registry.k8s.io/autoscaling/vpa-admission-controller",
                "admissionController.certGen.image.repository": "registry.k8s.io/ingress-nginx/kube-webhook-certgen",
            },
        },
    },
});
