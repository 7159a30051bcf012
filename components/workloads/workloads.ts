import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type Environment } from "../../config/names";
import { type ServingTopic } from "../../config/serving/topic";
import { type WorkloadConfig } from "../../config/workload";
import { type Queues } from "../cloud";
import { type InCluster } from "../inCluster";
import { type Platform } from "../platform";
import { type AllowedCall, calledElsewhere } from "../serving/calls";
import { type StackContext } from "../serving/context";
import { definitionName, modelVersionDefinition } from "../serving/observation/modelVersion/definition";
import { serviceHost } from "../serving/plan";
import { Egress } from "../serving/pod/egress";
import { type CreatedWorkload } from "./kind";
import { workloadKinds } from "./kinds";
import { workloadWarnings } from "./warnings";

/** Identifiers of every queue that scales a workload of the stack file, each once. */
export function watchedQueues(
    workloads: Readonly<Record<string, WorkloadConfig>>,
    { idOf }: Queues,
): readonly string[] {
    const urls = Object.values(workloads).flatMap((config) => workloadKinds[config.kind]?.queues?.(config) ?? []);
    return [...new Set(urls.map(idOf))].sort();
}

/** The table of allowed calls: which pods may connect to which workload, over the whole stack. */
function allowedCalls(workloads: Readonly<Record<string, WorkloadConfig>>): readonly AllowedCall[] {
    return Object.entries(workloads).flatMap(
        ([name, config]) => workloadKinds[config.kind]?.calls?.(name, config) ?? [],
    );
}

/** Hosts of other namespaces' workloads that the pods of each namespace call, as a Sidecar lists them; each once. */
export function calledHosts(
    workloads: Readonly<Record<string, WorkloadConfig>>,
): Readonly<Record<string, readonly string[]>> {
    const called = Object.entries(calledElsewhere(allowedCalls(workloads))).map(([namespace, callees]) => [
        namespace,
        [...new Set(callees.map((workload) => `${workload.namespace}/${serviceHost(workload)}`))].sort(),
    ]);
    return Object.fromEntries(called) as Record<string, readonly string[]>;
}

export interface WorkloadsArgs {
    readonly workloads: Readonly<Record<string, WorkloadConfig>>;
    readonly environment: Environment;
    readonly topic: ServingTopic;
    readonly platform: Platform;
    readonly inCluster: InCluster;
}

/** Every workload of the stack file, and what they share. */
export class Workloads extends pulumi.ComponentResource {
    /** By workload, for the stack's outputs. */
    public readonly created: Readonly<Record<string, CreatedWorkload>>;

    constructor(name: string, args: WorkloadsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:workloads:Workloads", name, {}, opts);
        const { platform, inCluster, environment, topic } = args;
        workloadWarnings(args.workloads).forEach((warning) => void pulumi.log.warn(warning, this));
        const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
            "model-versions",
            {
                metadata: { name: definitionName(topic.modelVersionGroup) },
                spec: modelVersionDefinition(topic.modelVersionGroup),
            },
            { parent: this, provider: platform.cluster.provider, dependsOn: [...platform.cluster.ready] },
        );
        const context: StackContext = {
            platform,
            inCluster,
            environment,
            topic,
            workloads: Object.entries(args.workloads).map(([workload, { namespace }]) => ({
                name: workload,
                namespace,
            })),
            calls: allowedCalls(args.workloads),
            egress: new Egress("egress", { platform, inCluster }, { parent: this }),
            modelVersions: [definition],
        };
        this.created = Object.fromEntries(
            Object.entries(args.workloads).map(([workload, config]) => {
                const kind = workloadKinds[config.kind];
                if (kind === undefined) {
                    throw new Error(`workload "${workload}" is of unknown kind "${config.kind}"`);
                }
                return [workload, kind.create(workload, config, context, { parent: this })];
            }),
        );
        this.registerOutputs({ created: this.created });
    }
}
