import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { customResource } from "../customResource";
import { authorizationPolicySpec } from "./authorizationPolicy";
import { type Build, child, metadata } from "./build";
import { deploymentSpec, disruptionBudgetSpec, headlessName, statefulSetSpec } from "./controllers";
import { destinationRuleSpec } from "./destinationRule";
import { appSelector, releaseSelector } from "./labels";
import { modelAccess, modelObjects } from "./modelObjects";
import { type DestinationRule, networkingApi, securityApi, type VirtualService } from "./models";
import { networkPolicySpec } from "./networkPolicy";
import { type Release, releaseName, serviceHost, type ServingContext, type ServingPlan } from "./plan";
import { configMapName } from "./podTemplate";
import { headlessServiceSpec, serviceSpec } from "./service";
import { virtualServiceSpec } from "./virtualService";

export interface ServingWorkloadArgs {
    readonly plan: ServingPlan;
    readonly context: ServingContext;
}

/** A model that answers requests: identity, pods, access, traffic and scaling, the same for whatever serves it. */
export class ServingWorkload extends pulumi.ComponentResource {
    /** Where callers in the mesh reach it: host and port by port name. */
    public readonly address: Readonly<Record<string, string>>;

    constructor(name: string, args: ServingWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:serving:ServingWorkload", name, {}, opts);
        const { plan, context } = args;
        const { platform, inCluster } = context;
        const build: Build = {
            plan,
            context,
            parent: this,
            base: [
                ...platform.cluster.ready,
                ...inCluster.namespaces[plan.config.namespace].ready,
                ...inCluster.mesh.ready,
            ],
        };

        const access = this.access(build);
        const files = plan.releases.flatMap((release) => configMaps(build, release));
        const models = modelObjects(build);
        const routes = this.traffic(build);
        for (const release of plan.releases) {
            this.controller(build, release, [...access, ...files, ...models, ...routes]);
        }

        this.address = Object.fromEntries(
            plan.ports.map((port) => [port.name, `${serviceHost(plan)}:${port.servicePort}`]),
        );
        this.registerOutputs({ address: this.address });
    }

    /** Who the pods are, who may call them, and whom they may call; there before the first pod. */
    private access(build: Build): pulumi.Resource[] {
        const { plan, context } = build;
        const account = new k8s.core.v1.ServiceAccount(
            plan.name,
            { metadata: metadata(build, plan.name), automountServiceAccountToken: false },
            child(build),
        );
        const grants = modelAccess(plan);
        const identity =
            grants.length === 0
                ? []
                : [
                      context.platform.identities.forWorkload(
                          plan.name,
                          { namespace: plan.config.namespace, serviceAccount: plan.name, access: grants },
                          { parent: this },
                      ),
                  ];
        const network = new k8s.networking.v1.NetworkPolicy(
            plan.name,
            { metadata: metadata(build, plan.name), spec: networkPolicySpec(plan, context) },
            child(build),
        );
        const authorization = customResource<IAuthorizationPolicy>(
            `${plan.name}-callers`,
            {
                apiVersion: securityApi,
                kind: "AuthorizationPolicy",
                metadata: metadata(build, plan.name),
                spec: authorizationPolicySpec(plan, context),
            },
            child(build),
        );
        return [account, ...identity, network, authorization];
    }

    /** The pods of one version, and the budget that node drains must keep. */
    private controller(build: Build, release: Release, before: readonly pulumi.Resource[]): void {
        const { plan, context } = build;
        const name = releaseName(plan, release);
        new k8s.policy.v1.PodDisruptionBudget(
            name,
            { metadata: metadata(build, name), spec: disruptionBudgetSpec(plan, release) },
            child(build),
        );
        if (plan.config.modelVolume.kind === "persistent-cache") {
            const headless = new k8s.core.v1.Service(
                headlessName(plan, release),
                {
                    metadata: metadata(build, headlessName(plan, release)),
                    spec: headlessServiceSpec(plan, releaseSelector(plan, release)),
                },
                child(build),
            );
            new k8s.apps.v1.StatefulSet(
                name,
                { metadata: metadata(build, name), spec: statefulSetSpec(plan, release, context) },
                child(build, [...before, headless]),
            );
            return;
        }
        new k8s.apps.v1.Deployment(
            name,
            { metadata: metadata(build, name), spec: deploymentSpec(plan, release, context) },
            child(build, before),
        );
    }

    /** Address and routes: a Rollout refuses to start without them. */
    private traffic(build: Build): pulumi.Resource[] {
        const { plan, context } = build;
        const service = new k8s.core.v1.Service(
            plan.name,
            { metadata: metadata(build, plan.name), spec: serviceSpec(plan, appSelector(plan)) },
            child(build),
        );
        const rule = customResource<DestinationRule>(
            `${plan.name}-destination`,
            {
                apiVersion: networkingApi,
                kind: "DestinationRule",
                metadata: metadata(build, plan.name),
                spec: destinationRuleSpec(plan),
            },
            child(build, [service]),
        );
        const routes = customResource<VirtualService>(
            `${plan.name}-routes`,
            {
                apiVersion: networkingApi,
                kind: "VirtualService",
                metadata: metadata(build, plan.name),
                spec: virtualServiceSpec(plan, context),
            },
            child(build, [rule, ...(context.inCluster.mesh.gateway?.ready ?? [])]),
        );
        return [service, rule, routes];
    }
}

function configMaps(build: Build, release: Release): pulumi.Resource[] {
    return release.files.map((folder) => {
        const name = configMapName(build.plan, release, folder);
        return new k8s.core.v1.ConfigMap(
            name,
            { metadata: metadata(build, name), data: { ...folder.files } },
            child(build),
        );
    });
}
