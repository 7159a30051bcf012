import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Platform } from "../platform";
import { type AddonNamespaceName, charts, type ReleaseName } from "./charts";
import { chartValues } from "./chartValues";
import { type AddonFacts } from "./facts";
import { helmAddon, type HelmAddonArgs } from "./helmAddon";
import { AddonNamespaces } from "./namespaces";
import { admitting } from "../kubernetes/networkPolicies";

type InstallOptions = Omit<pulumi.CustomResourceOptions, "dependsOn"> & {
    readonly skipAwait?: HelmAddonArgs<object>["skipAwait"];
    readonly dependsOn?: readonly pulumi.Resource[];
};

/** What every add-on is built with: the facts, the way to install a chart, the namespaces. */
export class AddonFrame {
    /** CRDs of monitors and rules: whatever is scraped depends on these. */
    public monitorsReady: readonly pulumi.Resource[] = [];
    private readonly namespaces: AddonNamespaces;

    constructor(
        public readonly facts: AddonFacts,
        public readonly platform: Pick<Platform, "cluster" | "identities">,
        /** Parent of the namespaces, and what the cluster must have before anything runs in it. */
        root: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
    ) {
        this.namespaces = new AddonNamespaces(facts.kubernetesVersion, root);
    }

    /** What an object in an add-on namespace depends on; makes the namespace when it is asked for the first time. */
    namespace(name: AddonNamespaceName): readonly pulumi.Resource[] {
        return this.namespaces.get(name);
    }

    /** Installs a pinned chart into its namespace, after the CRDs that its monitors need. */
    install(release: ReleaseName, opts: InstallOptions): k8s.helm.v3.Release {
        const { skipAwait, dependsOn = [], ...rest } = opts;
        const values = chartValues[release](this.facts);
        if (values === undefined) {
            throw new Error(`release "${release}" has no values for this stack: its add-on is off`);
        }
        return helmAddon(
            release,
            { charts: this.facts.charts, images: this.facts.images, values, skipAwait },
            {
                ...rest,
                dependsOn: [...this.namespace(charts[release].namespace), ...this.monitorsReady, ...dependsOn],
            },
        );
    }

    /** Lets the pods of one namespace reach those of another, and those among themselves; nobody else any more. */
    admit(
        to: AddonNamespaceName,
        from: AddonNamespaceName,
        ports: readonly number[],
        opts: { readonly parent: pulumi.Resource },
    ): k8s.networking.v1.NetworkPolicy {
        return new k8s.networking.v1.NetworkPolicy(
            `${to}-admits-${from}`,
            { metadata: { name: `admit-${from}`, namespace: to }, spec: admitting(from, ports) },
            { ...opts, dependsOn: [...this.namespace(to)] },
        );
    }
}
