import type { IClusterSecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ClusterSecretStore";
import * as pulumi from "@pulumi/pulumi";
import { customResource } from "../../kubernetes/customResource";
import { type SecretsAccess } from "../../inCluster";
import { type AddonNamespaceName } from "../charts";
import { type AddonFacts, controllerReplicas, type Resources, resources } from "../facts";
import { type AddonFrame } from "../context";
import { controllerEgress } from "../../kubernetes/networkPolicies";
import { workloadNamespaceLabel } from "../workloadNamespaces";

const namespace = "external-secrets";
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
        networkPolicy: { enabled: true, egress: controllerEgress },
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

/** External Secrets Operator and the one store that namespaces of this platform may read from. */
export class ExternalSecrets extends pulumi.ComponentResource {
    public readonly access: SecretsAccess;

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:ExternalSecrets", name, {}, opts);
        // May read secrets below the stack's prefix only.
        const identity = frame.platform.identities.forAddon(
            "external-secrets",
            { namespace, serviceAccount },
            { parent: this },
        );
        const release = frame.install("external-secrets", { parent: this, dependsOn: [identity] });
        const store = customResource<IClusterSecretStore>(
            storeName,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ClusterSecretStore",
                metadata: { name: storeName },
                spec: {
                    // Without `auth` the operator uses its own identity.
                    provider: { aws: { service: "SecretsManager", region: frame.facts.region } },
                    conditions: [
                        { namespaceSelector: { matchLabels: workloadNamespaceLabel } },
                        { namespaces: addonReaders(frame.facts) },
                    ],
                },
            },
            { parent: this, dependsOn: [release] },
        );
        this.access = { namespace, ready: [release, store], storeName };
        this.registerOutputs({ storeName });
    }
}

/** Add-on namespaces with an ExternalSecret of their own. */
function addonReaders({ ingress, addons }: AddonFacts): AddonNamespaceName[] {
    return [
        "monitoring",
        ...(ingress?.tlsSecret === undefined ? [] : (["istio-ingress"] as const)),
        ...(addons.mlflow.enabled ? (["mlflow"] as const) : []),
    ];
}
