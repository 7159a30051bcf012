import { z } from "zod";
import { workloadNamespacesOf } from "../../../config/namespaces";
import { type AddOnAccess } from "../../inCluster";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedContainerInRestrictedPod, restrictedPod } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { scraping } from "../monitoringCrds";
import { rollouts } from "../rollouts";
import { workloadNamespaces } from "../workloadNamespaces";
import { createAccess, home } from "./access";
import { secretAlerts } from "./alerts";
import { reloaderName } from "./names";

/** Keys of Reloader's chart that we set. */
export interface ReloaderValues {
    readonly fullnameOverride: string;
    readonly reloader: {
        readonly watchGlobally: boolean;
        readonly namespaces: readonly string[];
        readonly ignoreConfigMaps: boolean;
        readonly ignoreJobs: boolean;
        readonly ignoreCronJobs: boolean;
        readonly isArgoRollouts: boolean;
        readonly reloadStrategy: string;
        readonly logFormat: string;
        readonly enableHA: boolean;
        readonly rbac: { readonly enabled: boolean };
        readonly podMonitor: { readonly enabled: boolean };
        readonly podDisruptionBudget: { readonly enabled: boolean; readonly maxUnavailable?: number };
        readonly deployment: {
            readonly replicas: number;
            readonly securityContext: typeof restrictedPod & { readonly runAsUser: number };
            readonly containerSecurityContext: typeof restrictedContainerInRestrictedPod;
            readonly resources: Resources;
            readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
        };
    };
}

export function reloaderValues(facts: AddonFacts): ReloaderValues {
    const replicas = controllerReplicas(facts);
    return {
        fullnameOverride: reloaderName,
        reloader: {
            watchGlobally: false,
            namespaces: [...workloadNamespacesOf(facts), ...facts.restarting.map(({ name }) => name)],
            // The program restarts pods itself when a file of theirs changes, and a Job reads secrets at each start.
            ignoreConfigMaps: true,
            ignoreJobs: true,
            ignoreCronJobs: true,
            isArgoRollouts: facts.addons.rollouts.enabled,
            // As `kubectl rollout restart` does it. Its other way adds an environment variable to the first container.
            reloadStrategy: "annotations",
            logFormat: "json",
            // The second pod waits for the lease: only a change within the seconds between two leaders is missed.
            enableHA: replicas > 1,
            // Its roles are narrower than the chart's.
            rbac: { enabled: false },
            podMonitor: { enabled: true },
            podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
            deployment: {
                replicas,
                securityContext: { ...restrictedPod, runAsUser: 65534 },
                containerSecurityContext: restrictedContainerInRestrictedPod,
                resources: resources("10m", "200m", "64Mi", "256Mi"),
                topologySpreadConstraints: softSpread({ app: reloaderName }),
            },
        },
    };
}

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe(
                "Whether the add-on is installed, beside `externalSecrets`; without it pods keep the value of a secret that they " +
                    "started with until somebody restarts them.",
            ),
    })
    .prefault({})
    .describe("Reloader: restarts pods, a few at a time, when a secret that they read changes.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly reloader: z.output<typeof settings>;
    }
}

/** Restarts the pods of what names a Secret in its annotations, when that Secret changes. */
export const reloader = defineAddon({
    name: reloaderName,
    component: "Reloader",
    settings: { key: "reloader", schema: settings },
    // No secret changes where nothing brings it.
    on: ({ addons }) => addons.reloader.enabled && addons.externalSecrets.enabled,
    needs: [
        scraping,
        { addon: externalSecrets, because: "to see secrets change" },
        { addon: workloadNamespaces, because: "to have its rights in them" },
        { addon: rollouts, because: "to restart Rollouts" },
    ],
    alerts: () => secretAlerts,
    releases: {
        [reloaderName]: {
            chart: {
                repository: "https://stakater.github.io/stakater-charts",
                chart: "reloader",
                version: "2.2.16",
                appVersion: "v1.4.21",
            },
            namespace: home,
            values: reloaderValues,
            images: { "image.repository": "ghcr.io/stakater/reloader" },
            unlisted: [{ path: "reloader.podDisruptionBudget.maxUnavailable", reason: "commented out in the values" }],
        },
    },
    create: (context): AddOnAccess => ({
        namespace: home.name,
        ready: [context.install(reloaderName, ...createAccess(context))],
    }),
});
