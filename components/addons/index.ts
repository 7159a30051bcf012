import * as pulumi from "@pulumi/pulumi";
import { type PlatformConfig } from "../../config/platform";
import { type InCluster } from "../inCluster";
import { type AddonData, type Platform } from "../platform";
import { Addon } from "./addon";
import { addonFacts } from "./addonFacts";
import { type AddonChoices, type Provided, type ProviderOf } from "./definition";
import { databaseAccounts } from "./databaseAccounts";
import { chosen, definitions } from "./definitions";
import { externalSecrets } from "./externalSecrets";
import { gateway } from "./gateway";
import { gatewayName } from "./gateway/values";
import { imageRules } from "./images";
import { istio } from "./istio";
import { keda } from "./keda";
import { kueue } from "./kueue";
import { mlflow } from "./mlflow";
import { monitoring } from "./monitoring";
import { grafanaAdminSecret } from "./monitoring/grafanaValues";
import { type AddonFacts } from "./facts";
import { AddonNamespaces } from "./namespaces";
import { inOrder } from "./order";
import { createPriorityClasses } from "./priorityClasses";
import { reloader } from "./reloader";
import { rollouts } from "./rollouts";
import { tracing } from "./tracing";
import { vpa } from "./vpa";
import { workloadNamespaces } from "./workloadNamespaces";

export interface AddOnsArgs {
    readonly config: PlatformConfig;
    readonly platform: Platform;
    /** Hosts of other namespaces' workloads that the pods of each workload namespace call. Default: none. */
    readonly calledHosts?: AddonFacts["calledHosts"];
    /** ARNs of the queues whose length scales workloads. Default: none. */
    readonly watchedQueues?: readonly string[];
}

/**
 * Everything that runs in the cluster below the workloads. Each add-on waits for what it needs, so that it is created after
 * them and deleted before them.
 */
export class AddOns extends pulumi.ComponentResource {
    /** What workloads see. */
    public readonly inCluster: InCluster;
    /** What a person needs to get in: names and commands, no secret. */
    public readonly outputs: Readonly<Record<string, unknown>>;

    constructor(
        name: string,
        { config, platform, watchedQueues = [], calledHosts }: AddOnsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:addons:AddOns", name, {}, { ...opts, providers: [platform.cluster.provider] });
        // After the nodes, and gone before they go; everything else reaches these roots through what it depends on.
        const root = { parent: this, dependsOn: [...platform.cluster.ready] };
        const facts = addonFacts(config, platform, { watchedQueues, ...(calledHosts && { calledHosts }) });
        const provided = new Map<string, Provided>();
        const shared = {
            facts,
            identities: platform.identities,
            cluster: platform.cluster.ready,
            priorityClasses: createPriorityClasses(root),
            namespaces: new AddonNamespaces(facts.kubernetesVersion, root),
            provided,
        };
        const on = new Set(chosen(config));
        for (const addon of inOrder(definitions).filter((each) => on.has(each))) {
            provided.set(addon.name, new Addon(addon, shared, { parent: this }).provided);
        }

        const find = <P extends Provided>(addon: ProviderOf<P>) => provided.get(addon.name) as P | undefined;
        const get = <P extends Provided>(addon: ProviderOf<P>) => provided.get(addon.name) as P;
        const entrance = find(gateway);
        this.inCluster = {
            namespaces: get(workloadNamespaces).namespaces,
            mesh: { ...get(istio), ...(entrance && { gateway: entrance }) },
            metrics: get(monitoring),
            keda: get(keda),
            rollouts: find(rollouts),
            vpa: find(vpa),
            secrets: find(externalSecrets),
            reloader: find(reloader),
            databases: find(databaseAccounts),
            tracing: find(tracing),
            queues: find(kueue)?.queues,
            experiments: find(mlflow),
            images: imageRules(facts.images),
        };
        this.outputs = entrances(entrance?.hostname);
        this.registerOutputs(this.outputs);
    }
}

/** Object stores that the add-ons of a stack keep their data in, their accounts in a managed PostgreSQL, and their claims. */
export function addonData(choices: AddonChoices): AddonData {
    const on = chosen(choices);
    return {
        stores: on.flatMap(({ stores }) => stores?.(choices) ?? []),
        accounts: on.flatMap(({ account }) => account ?? []),
        claims: on.flatMap(({ claims }) => claims ?? []),
    };
}

/** Ways in that the stack gives out; the load balancer's own address is only known to the cluster. */
export function entrances(hostname: string | undefined): Record<string, unknown> {
    return {
        grafana: {
            adminSecret: `monitoring/${grafanaAdminSecret}`,
            command: "kubectl -n monitoring port-forward svc/kube-prometheus-stack-grafana 3000:80",
        },
        ...(hostname !== undefined && {
            gateway: { hostname, loadBalancer: `kubectl -n istio-ingress get service ${gatewayName}` },
        }),
    };
}
