import { z } from "zod";
import { type Resources, resources } from "../../kubernetes/resources";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { rolloutDashboards } from "./dashboards";

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

function rolloutsValues(facts: AddonFacts): RolloutsValues {
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

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; the traffic strategies progressive and blue-green need it."),
    })
    .prefault({})
    .describe("Argo Rollouts: rollouts that metrics judge, with automatic rollback.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly rollouts: z.output<typeof settings>;
    }
}

/** Rollouts that move traffic step by step, with automatic rollback of a bad version. */
export const rollouts = defineAddon({
    name: "rollouts",
    component: "Rollouts",
    settings: { key: "rollouts", schema: settings },
    needs: [scraping],
    dashboards: () => rolloutDashboards,
    releases: {
        "argo-rollouts": {
            chart: {
                repository: "https://argoproj.github.io/argo-helm",
                chart: "argo-rollouts",
                version: "2.41.0",
                appVersion: "v1.9.0",
                crds: "templates",
            },
            namespace: { name: "argo-rollouts", level: "restricted" },
            values: rolloutsValues,
            images: { "controller.image.registry": "quay.io" },
        },
    },
});
