import type { IClusterSecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ClusterSecretStore";
import { z } from "zod";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { type SecretsAccess } from "../../inCluster";
import { type Resources, resources } from "../../kubernetes/resources";
import { type AddonFacts, controllerReplicas } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { workloadNamespaceLabel } from "../../kubernetes/namespaceLabels";
import { type AddonNamespace } from "../namespaces";
import { controllerEgressTo } from "../../kubernetes/networkPolicies";

const namespace: AddonNamespace = { name: "external-secrets", level: "restricted" };
const serviceAccount = "external-secrets";
const storeName = "cloud-secrets";

interface Budget {
    readonly enabled: boolean;
}

interface Part {
    readonly replicaCount: number;
    readonly podDisruptionBudget: Budget;
    readonly networkPolicy: Budget & { readonly egress: readonly object[] };
    readonly resources: Resources;
}

/** Keys of the chart that we set. */
export interface ExternalSecretsValues extends Part {
    readonly leaderElect: boolean;
    readonly serviceAccount: { readonly name: string };
    readonly processClusterPushSecret: boolean;
    readonly processPushSecret: boolean;
    readonly crds: { readonly createPushSecret: boolean; readonly createClusterPushSecret: boolean };
    readonly webhook: Part;
    readonly certController: Part;
    readonly serviceMonitor: { readonly enabled: boolean; readonly renderMode: string };
}

export function externalSecretsValues(facts: AddonFacts): ExternalSecretsValues {
    const replicaCount = controllerReplicas(facts);
    const part = (cpu: string, memory: string): Part => ({
        replicaCount,
        podDisruptionBudget: { enabled: replicaCount > 1 },
        // The chart allows no way out unless told.
        networkPolicy: { enabled: true, egress: controllerEgressTo(facts.cloud.nodeServices, facts.nodeCidrs) },
        resources: resources("50m", cpu, "64Mi", memory),
    });
    return {
        ...part("500m", "256Mi"),
        leaderElect: true,
        serviceAccount: { name: serviceAccount },
        // Secrets come from the cloud's store and never go there from the cluster.
        processClusterPushSecret: false,
        processPushSecret: false,
        crds: { createPushSecret: false, createClusterPushSecret: false },
        webhook: part("200m", "128Mi"),
        certController: part("200m", "256Mi"),
        // Without Helm's look at the cluster (a rendering for GitOps) the monitor is wanted all the same.
        serviceMonitor: { enabled: true, renderMode: "alwaysRender" },
    };
}

const settings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the add-on is installed; without it no workload can have `secrets`."),
    })
    .prefault({})
    .describe("External Secrets Operator: brings secrets of the cloud's secret store to pods.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly externalSecrets: z.output<typeof settings>;
    }
}

/** External Secrets Operator and the one store that namespaces of this platform may read from. */
export const externalSecrets = defineAddon({
    name: "external-secrets",
    component: "ExternalSecrets",
    settings: { key: "externalSecrets", schema: settings },
    needs: [scraping],
    releases: {
        "external-secrets": {
            chart: {
                repository: "https://charts.external-secrets.io",
                chart: "external-secrets",
                version: "2.9.0",
                appVersion: "v2.9.0",
                crds: "templates",
            },
            namespace,
            values: externalSecretsValues,
            images: {
                "image.repository": "ghcr.io/external-secrets/external-secrets",
                "webhook.image.repository": "ghcr.io/external-secrets/external-secrets",
                "certController.image.repository": "ghcr.io/external-secrets/external-secrets",
            },
            // May read secrets below the stack's prefix only.
            identity: () => ({ addon: "external-secrets", namespace: namespace.name, serviceAccount }),
        },
    },
    create: (context): SecretsAccess => {
        const { cloud, secretReaders } = context.facts;
        const release = context.install("external-secrets");
        const store = customResource<IClusterSecretStore>(
            storeName,
            {
                apiVersion: apiVersions.externalSecrets,
                kind: "ClusterSecretStore",
                metadata: { name: storeName },
                spec: {
                    provider: cloud.secretStore.provider,
                    conditions: [
                        { namespaceSelector: { matchLabels: workloadNamespaceLabel } },
                        { namespaces: [...secretReaders] },
                    ],
                },
            },
            { parent: context.parent, dependsOn: [release] },
        );
        return { namespace: namespace.name, ready: [release, store], storeName };
    },
});
