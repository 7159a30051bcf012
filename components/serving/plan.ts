import type * as pulumi from "@pulumi/pulumi";
import { type HeaderMatch } from "../../config/serving/traffic";
import { type PortName } from "../../config/serving/access";
import { type ServedVersions } from "../../config/serving/model";
import { type ServingConfig } from "../../config/serving/serving";
import { type ServingTopic } from "../../config/serving/topic";
import { type InCluster } from "../inCluster";
import { type Platform } from "../platform";
import { type Egress } from "./access/egress";

/** What a workload is built on. */
export interface ServingContext {
    readonly platform: Platform;
    readonly inCluster: InCluster;
    readonly topic: ServingTopic;
    /** Hosts outside the cluster, entered once for all workloads of a namespace. */
    readonly egress: Egress;
    /** The definition of ModelVersion; there before its first instance. */
    readonly modelVersions: readonly pulumi.Resource[];
}

/**
 * A workload as its kind describes it, before any object exists. A kind turns its part of the stack file into a plan; what
 * follows from the plan is the same for every kind.
 */
export interface ServingPlan {
    readonly name: string;
    readonly config: ServingConfig;
    readonly ports: readonly ServingPort[];
    /** Where the server answers scrapes; the mesh's agent merges it with the proxy's own metrics. */
    readonly metrics: MetricsEndpoint;
    /** One, or several with strategy `weighted`. */
    readonly releases: readonly Release[];
}

export interface ServingPort {
    readonly name: PortName;
    readonly containerPort: number;
    readonly servicePort: number;
}

export interface MetricsEndpoint {
    readonly port: PortName;
    readonly path: string;
    /** Which metrics the server speaks; the recording rules translate. */
    readonly dialect: "tensorflow-serving" | "contract";
    /** Where the number of waiting requests comes from; absent: the server has no queue. */
    readonly queue: boolean;
}

/** One version of a workload: what its pods run. */
export interface Release {
    readonly version: string;
    /** Share of requests in percent; 100 unless several versions are served. */
    readonly weight: number;
    readonly header?: HeaderMatch;
    readonly image: string;
    readonly models: readonly ServedModel[];
    readonly server: Server;
    /** Files of the server, by folder in the container; a change restarts the pods. */
    readonly files: readonly ConfigFolder[];
}

export interface ServedModel {
    readonly name: string;
    /** Where its versions lie in the models bucket; ends with a slash. */
    readonly prefix: string;
    readonly versions: ServedVersions;
    readonly labels: Readonly<Record<string, number>>;
    readonly digests: Readonly<Record<string, string>>;
    readonly framework: string;
}

export interface ConfigFolder {
    /** Ends the name of the ConfigMap: `config` makes `<workload>-config`. */
    readonly name: string;
    readonly mountPath: string;
    readonly files: Readonly<Record<string, string>>;
}

/** The main container, as far as kinds differ. */
export interface Server {
    /** Default: the image's entry point. */
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly probes: { readonly startup: Probe; readonly liveness: Probe; readonly readiness: Probe };
    /** What happens before SIGTERM: seconds that endpoints get to drain, or a command of the image. */
    readonly preStop: { readonly sleepSeconds: number } | { readonly command: readonly string[] };
    /** From the start of preStop to SIGKILL. */
    readonly graceSeconds: number;
    /** Writable folders, beside /tmp; the root file system is read-only. */
    readonly scratch: readonly ScratchFolder[];
}

export interface ScratchFolder {
    readonly name: string;
    readonly mountPath: string;
    readonly size: string;
}

/** A probe by HTTP path or gRPC health service, with its times in seconds. */
export type Probe = ProbeTimes & ({ readonly httpPath: string } | { readonly grpcService: string });

export interface ProbeTimes {
    readonly initialDelaySeconds?: number;
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
    readonly failureThreshold: number;
}

/** Name of the container that serves; autoscaling and VPA look at it alone, not at the mesh's proxy. */
export const serverContainer = "server";

/** Where model files appear in the container, one folder per model. */
export const modelsPath = "/models";

/** Name of the objects that exist once per version: the workload's name, and with several versions the version's. */
export function releaseName(plan: ServingPlan, release: Release): string {
    return plan.config.traffic.strategy === "weighted" ? `${plan.name}-${release.version}` : plan.name;
}

export function portNumber(plan: ServingPlan, name: PortName): number {
    const port = plan.ports.find((candidate) => candidate.name === name);
    if (port === undefined) {
        throw new Error(`workload "${plan.name}" has no port "${name}"`);
    }
    return port.containerPort;
}

/** The workload's host inside the mesh. */
export function serviceHost(plan: ServingPlan, service = plan.name): string {
    return `${service}.${plan.config.namespace}.svc.cluster.local`;
}

/** Whether the pods themselves read the models bucket (a mount does so in its own pods, outside the mesh). */
export function copiesModels(plan: ServingPlan): boolean {
    return plan.config.modelVolume.kind !== "mount" && plan.releases.some((release) => release.models.length > 0);
}
