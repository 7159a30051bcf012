import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { admitting } from "../kubernetes/networkPolicies";
import { type SecretsAccess } from "../inCluster";
import { type Identities } from "../platform";
import {
    type AddonContext,
    type AnyAddon,
    type ChartRelease,
    type ChildOptions,
    type IdentityRequest,
    type Provided,
    type ProviderOf,
} from "./definition";
import { externalSecrets } from "./externalSecrets";
import { type AddonFacts } from "./facts";
import { helmAddon } from "./helmAddon";
import { monitoringCrds } from "./monitoringCrds";
import { type AddonNamespace, type AddonNamespaces } from "./namespaces";

/** What all add-ons of a stack are created with. */
export interface AddonsShared {
    readonly facts: AddonFacts;
    readonly identities: Identities;
    readonly cluster: readonly pulumi.Resource[];
    readonly priorityClasses: readonly pulumi.Resource[];
    readonly namespaces: AddonNamespaces;
    /** What the add-ons created so far provide, by name. */
    readonly provided: ReadonlyMap<string, Provided>;
}

/** The parts that one add-on is created with. */
export class DefinitionContext implements AddonContext {
    public readonly facts: AddonFacts;
    public readonly cluster: readonly pulumi.Resource[];
    public readonly priorityClasses: readonly pulumi.Resource[];

    constructor(
        private readonly definition: AnyAddon,
        private readonly shared: AddonsShared,
        public readonly parent: pulumi.Resource,
    ) {
        this.facts = shared.facts;
        this.cluster = shared.cluster;
        this.priorityClasses = shared.priorityClasses;
    }

    public inside(namespace: AddonNamespace, ...after: readonly pulumi.Resource[]): ChildOptions {
        return { parent: this.parent, dependsOn: [...this.shared.namespaces.get(namespace), ...after] };
    }

    public install(name: string, ...after: readonly pulumi.Resource[]): k8s.helm.v3.Release {
        const releases: Readonly<Partial<Record<string, ChartRelease>>> = this.definition.releases ?? {};
        const release = releases[name];
        const values = release?.values(this.facts);
        if (release === undefined || values === undefined) {
            throw new Error(`add-on "${this.definition.name}" has no values for a release "${name}" on this stack`);
        }
        const request = release.identity?.(this.facts);
        const identity = request && this.identify(request, release.namespace);
        const before = identity === undefined ? after : [identity, ...after];
        const opts = this.inside(release.namespace, ...this.monitorCrds(), ...before);
        return helmAddon(name, release, values, this.facts, opts);
    }

    public identify(request: IdentityRequest, home: AddonNamespace): pulumi.Resource | undefined {
        const { namespace, serviceAccount } = request;
        const opts = { parent: this.parent };
        return "addon" in request
            ? this.shared.identities.forAddon(request.addon, { namespace, serviceAccount }, opts)
            : this.shared.identities.forWorkload(
                  request.name,
                  { namespace, serviceAccount, access: request.access, ...this.reached(home) },
                  opts,
              );
    }

    /** The namespace, and what brings secrets into it. */
    private reached(home: AddonNamespace) {
        const secrets = this.shared.provided.get(externalSecrets.name) as SecretsAccess | undefined;
        return { namespaceReady: this.shared.namespaces.get(home), ...(secrets && { secrets }) };
    }

    public admit(to: AddonNamespace, from: AddonNamespace, ports: readonly number[]): k8s.networking.v1.NetworkPolicy {
        return new k8s.networking.v1.NetworkPolicy(
            `${to.name}-admits-${from.name}`,
            { metadata: { name: `admit-${from.name}`, namespace: to.name }, spec: admitting(from.name, ports) },
            this.inside(to),
        );
    }

    public get<P extends Provided>(addon: ProviderOf<P>): P {
        const provided = this.find(addon);
        if (provided === undefined) {
            throw new Error(`add-on "${this.definition.name}" needs "${addon.name}", which is off`);
        }
        return provided;
    }

    public find<P extends Provided>(addon: ProviderOf<P>): P | undefined {
        if (!(this.definition.needs ?? []).some((need) => need.addon.name === addon.name)) {
            throw new Error(`add-on "${this.definition.name}" uses "${addon.name}" and does not list it under needs`);
        }
        return this.shared.provided.get(addon.name) as P | undefined;
    }

    /** Charts bring monitors, so their CRDs come first; they come with a chart themselves. */
    private monitorCrds(): readonly pulumi.Resource[] {
        return this.definition.name === monitoringCrds.name ? [] : this.get(monitoringCrds).ready;
    }
}
