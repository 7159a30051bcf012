import { type AlertLimits } from "../../config/serving/alertLimits";
import { type RateLimitConfig } from "../../config/rateLimit";
import { type JwtConfig } from "../../config/jwt";
import { type GatewayConfig, type PortName } from "../../config/serving/access";
import { type PodCount } from "../../config/serving/podCount";
import { type Slo } from "../../config/serving/slo";
import { type WarmUpConfig } from "../../config/serving/warmUp";
import { type WorkloadName } from "./labels";
import { type PodRelease, type Program, type WorkloadPlan } from "./pod/plan";
import { type Bounds } from "./scaling/bounds";
import { type ScalingPlan } from "./scaling/plan";
import { type ControllerKind } from "./server/controllerKinds";
import { type TrafficPlan } from "./traffic/plan";

/**
 * A workload that answers requests, resolved from the stack file before any object exists (`servingPlan.ts`). What creates
 * objects reads the plan, never the stack file.
 */
export interface ServingPlan extends WorkloadPlan {
    readonly ports: readonly ServingPort[];
    /** Where the server answers scrapes; the mesh's agent merges it with the proxy's own metrics. */
    readonly metrics: MetricsEndpoint;
    /** One, or several side by side. */
    readonly releases: readonly Release[];
    /** What owns the pods of each version. */
    readonly controller: ControllerKind;
    /** How a Deployment replaces pods, in pods. */
    readonly rollingUpdate: { readonly maxUnavailable: PodCount; readonly maxSurge: PodCount };
    /** Whether pods restart when a secret of theirs changes. */
    readonly restartsWithSecrets: boolean;
    readonly callers: readonly Caller[];
    /** Where the server answers predictions over HTTP: a path, or a prefix that ends with `*`. */
    readonly predictionPath?: string;
    /** gRPC method that predicts; absent where the kind does not know it. */
    readonly predictionMethod?: GrpcMethod;
    /** Absent: reachable only from inside the cluster. */
    readonly gateway?: GatewayPlan;
    readonly traffic: TrafficPlan;
    /** Absent: callers are promised nothing. */
    readonly slo?: Slo;
    readonly alerts: AlertLimits;
    /** Longest that a rollout takes when all goes well, in minutes. Absent: no Rollout owns the pods. */
    readonly rolloutMinutes?: number;
    /**
     * Latencies in milliseconds that scaling, analysis, alerts and objectives compare with; the proxy's histogram has an
     * edge at each.
     */
    readonly latencyTargetsMs: readonly number[];
    /** Absent: a fixed number of pods, without autoscaler. */
    readonly scaling?: ScalingPlan;
}

/** A gRPC method that clients call without asking the server for its description. */
export interface GrpcMethod {
    /** Full name of the service. */
    readonly service: string;
    readonly method: string;
    /** File of this project that describes it. */
    readonly proto: string;
}

export interface ServingPort {
    /** Of the contract `http` and `grpc`, which alone the gateway reaches; else a name of the stack file. */
    readonly name: string;
    readonly protocol: PortName;
    readonly containerPort: number;
    readonly servicePort: number;
    /** Only callers that name the port reach it. Default: also those that name none. */
    readonly byName?: true;
}

export interface MetricsEndpoint {
    readonly port: PortName;
    readonly path: string;
    /** Which metrics the server exports; the recording rules translate. */
    readonly dialect: "tensorflow-serving" | "contract";
    /** Whether the server queues requests. */
    readonly queue: boolean;
}

/** A version of the workload as its traffic strategy defines it, before the kind adds the program. */
export interface ReleaseBase extends Omit<PodRelease, "program" | "files"> {
    /** Share of requests in percent. */
    readonly weight: number;
    /**
     * Labels that only this version's pods have. Empty where a controller owns pods of two versions at a time, as a Rollout
     * does: selectors and metrics then cover both.
     */
    readonly ownLabels: Readonly<Record<string, string>>;
    readonly bounds: Bounds;
    readonly disruptionBudget: DisruptionBudget;
}

export type DisruptionBudget = { readonly maxUnavailable: number } | { readonly minAvailable: PodCount };

export interface Release extends ReleaseBase, PodRelease {
    readonly program: Server;
}

/** The main container of a workload that answers requests, as far as kinds differ. */
export interface Server extends Program {
    readonly probes: { readonly startup: Probe; readonly liveness: Probe; readonly readiness: Probe };
    /** What happens before SIGTERM: seconds in which endpoints drain, or a command of the image. */
    readonly preStop: { readonly sleepSeconds: number } | { readonly command: readonly string[] };
    /** Requests that it answers before its pod is ready. Absent: none. */
    readonly warmUp?: WarmUp;
}

/** Requests that a server answers before its pod is ready, and again after each restart. */
export interface WarmUp {
    readonly config: WarmUpConfig;
    /** Port of the server, for plain HTTP inside the pod. */
    readonly port: number;
    /** Where it answers 200 once it has started. */
    readonly startupPath: string;
}

/** A probe by HTTP path or gRPC health service, with its times in seconds. */
export type Probe = ProbeTimes & ({ readonly httpPath: string } | { readonly grpcService: string });

export interface ProbeTimes {
    readonly initialDelaySeconds?: number;
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
    readonly failureThreshold: number;
}

/** A caller inside the cluster: the same identity for the network and for the mesh. */
export interface Caller {
    /** Its name in the stack file. */
    readonly name: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly podLabels: Readonly<Record<string, string>>;
    readonly ports: readonly ServingPort[];
    /** Absent: every path. */
    readonly paths?: readonly string[];
}

/** What comes in through the platform's gateway. */
export interface GatewayPlan {
    /** HTTP requests below this path; the prefix is removed before the workload sees them. */
    readonly pathPrefix: string;
    /** HTTP paths without the prefix, or prefixes that end with `*`. */
    readonly paths: readonly string[];
    readonly methods: readonly string[];
    /** Absent: no token is asked for. */
    readonly jwt?: JwtConfig;
    /** Absent: no scripts of other sites. */
    readonly cors?: NonNullable<GatewayConfig["cors"]>;
    /** Absent: what the gateway limits for all workloads. */
    readonly limits?: GatewayLimits;
    /** What the gateway's identity is denied, whatever else allows it. */
    readonly administration: Administration;
    /** gRPC services by their full names. */
    readonly grpcServices: readonly string[];
    /** Ports that the gateway sends requests to. */
    readonly ports: readonly ServingPort[];
}

/** What a workload's requests from outside are limited to; at least one of the two. */
export interface GatewayLimits {
    /** Per client address and gateway pod. */
    readonly rate?: RateLimitConfig;
    /** Greatest body of a request, as `8Mi`. */
    readonly requestSize?: string;
}

/** What must not be reached through the gateway. */
export interface Administration {
    /** HTTP paths of metrics, health and control; what lies below them belongs to them. */
    readonly paths: readonly string[];
    /** gRPC services by their full names. */
    readonly grpcServices: readonly string[];
}

export function portOf({ name, ports }: Pick<ServingPlan, "name" | "ports">, wanted: string): ServingPort {
    const port = ports.find((candidate) => candidate.name === wanted);
    if (port === undefined) {
        throw new Error(`workload "${name}" has no port "${wanted}"`);
    }
    return port;
}

/** The workload's host inside the mesh. */
export function serviceHost({ name, namespace }: WorkloadName, service = name): string {
    return `${service}.${namespace}.svc.cluster.local`;
}

/** Selects the pods of one version. */
export function releaseSelector({ name }: Pick<WorkloadName, "name">, release: ReleaseBase): Record<string, string> {
    return { app: name, ...release.ownLabels };
}
