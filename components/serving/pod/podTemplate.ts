import type * as k8s from "@pulumi/kubernetes";
import { formatMemory, parseMemory } from "../../../config/serving/quantity";
import { gpusOf } from "../../../config/serving/serving";
import { podFile } from "../models/files";
import { stableJson } from "../../kubernetes/stableJson";
import { appSelector, configHashAnnotation, modelDigest, modelDigestAnnotation, podLabels, sha256 } from "../labels";
import { podModels, type PodModels } from "../models/modelVolume";
import { placement } from "./placement";
import {
    type ConfigFolder,
    copiesModels,
    portNumber,
    type Probe,
    type Release,
    releaseName,
    serverContainer,
    type ServingContext,
    type ServingPlan,
} from "../plan";
import { parseImage } from "../../../config/serving/image";
import { containerSecurity, podSecurity } from "./security";
import { secretEnvironment } from "../access/secrets";

type Input = k8s.types.input.core.v1.PodTemplateSpec;
type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** Address of the agent that hands out pod identities. Source: EKS user guide, pod identity agent. */
export const podIdentityAddress = "169.254.170.23/32";

/** Room on the node's disk for logs and what else a container leaves there, in MiB. */
const logMiB = 1024;
const tmpSize = "1Gi";

/** The pods of one version. */
export function podTemplate(plan: ServingPlan, release: Release, context: ServingContext): Input {
    return {
        metadata: { labels: podLabels(plan, release), annotations: podAnnotations(plan, release) },
        spec: podSpec(plan, release, context),
    };
}

function podAnnotations(plan: ServingPlan, release: Release): Record<string, string> {
    const digest = modelDigest(release);
    return {
        // The agent scrapes the server here and offers its metrics together with the proxy's on port 15020.
        "prometheus.io/scrape": "true",
        "prometheus.io/port": String(portNumber(plan, plan.metrics.port)),
        "prometheus.io/path": plan.metrics.path,
        // Credentials must be there before the proxy and whatever the mesh's egress rules say.
        "traffic.sidecar.istio.io/excludeOutboundIPRanges": podIdentityAddress,
        // Init containers copy models through the proxy, so it has to run before them.
        "sidecar.istio.io/nativeSidecar": "true",
        [configHashAnnotation]: configHash(plan, release),
        ...(digest !== undefined && { [modelDigestAnnotation]: digest }),
    };
}

/** Of every file that comes from a ConfigMap: pods only read them at their start. */
function configHash(plan: ServingPlan, release: Release): string {
    const files = { server: release.files, sync: copiesModels(plan) ? podFile("sync-models.sh") : "" };
    return sha256(stableJson(files)).slice(0, 16);
}

function podSpec(plan: ServingPlan, release: Release, context: ServingContext): PodSpec {
    const { config, name } = plan;
    const { platform, inCluster } = context;
    const models = podModels(plan, release, context);
    const place = placement(platform.cluster.nodeGroups, config.accelerator, config.capacity);
    const sameVersion = { matchLabels: { ...appSelector(plan), version: release.version } };
    return {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        securityContext: podSecurity,
        priorityClassName: config.capacity === "spot" ? "spot-workload-priority" : "ai-workload-priority",
        terminationGracePeriodSeconds: release.server.graceSeconds,
        ...(inCluster.images.pullSecrets.length > 0 && {
            imagePullSecrets: inCluster.images.pullSecrets.map((secret) => ({ name: secret })),
        }),
        ...(Object.keys(place.nodeSelector).length > 0 && { nodeSelector: place.nodeSelector }),
        ...(place.tolerations.length > 0 && { tolerations: [...place.tolerations] }),
        affinity: {
            podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                    {
                        weight: 100,
                        podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: sameVersion },
                    },
                ],
            },
            ...(place.preferred !== undefined && {
                nodeAffinity: {
                    preferredDuringSchedulingIgnoredDuringExecution: [
                        {
                            weight: 100,
                            preference: {
                                matchExpressions: [
                                    { key: place.preferred.key, operator: "In", values: [place.preferred.value] },
                                ],
                            },
                        },
                    ],
                },
            }),
        },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                // A zone without GPUs left must not keep pods from running elsewhere.
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: sameVersion,
            },
        ],
        ...(models.initContainers.length > 0 && { initContainers: [...models.initContainers] }),
        containers: [server(plan, release, models, context)],
        volumes: [
            { name: "tmp", emptyDir: { sizeLimit: tmpSize } },
            ...release.server.scratch.map((folder) => ({ name: folder.name, emptyDir: { sizeLimit: folder.size } })),
            ...release.files.map((folder) => ({
                name: folder.name,
                configMap: { name: configMapName(plan, release, folder) },
            })),
            ...models.volumes,
        ],
    };
}

/**
 * Name of the ConfigMap with one folder of files. Its content is part of the name: pods of the version before keep theirs,
 * so that a roll-out that is taken back finds what it had.
 */
export function configMapName(plan: ServingPlan, release: Release, folder: ConfigFolder): string {
    return `${releaseName(plan, release)}-${folder.name}-${sha256(stableJson(folder.files)).slice(0, 8)}`;
}

function server(plan: ServingPlan, release: Release, models: PodModels, { inCluster }: ServingContext): Container {
    const { server: program, files } = release;
    const image = inCluster.images.resolve(release.image);
    const env = Object.entries(program.env ?? {}).map(([name, value]) => ({ name, value }));
    return {
        name: serverContainer,
        image,
        // A digest names one content for ever; a tag can be moved by its owner.
        imagePullPolicy: parseImage(image)?.digest === undefined ? "Always" : "IfNotPresent",
        ...(program.command !== undefined && { command: [...program.command] }),
        ...(program.args !== undefined && { args: [...program.args] }),
        env: [...env, ...secretEnvironment(plan)],
        ports: plan.ports.map((port) => ({ name: port.name, containerPort: port.containerPort, protocol: "TCP" })),
        startupProbe: probe(plan, program.probes.startup),
        livenessProbe: probe(plan, program.probes.liveness),
        readinessProbe: probe(plan, program.probes.readiness),
        lifecycle: {
            preStop:
                "command" in program.preStop
                    ? { exec: { command: [...program.preStop.command] } }
                    : { sleep: { seconds: program.preStop.sleepSeconds } },
        },
        resources: serverResources(plan, release, models),
        securityContext: containerSecurity,
        volumeMounts: [
            { name: "tmp", mountPath: "/tmp" },
            ...program.scratch.map((folder) => ({ name: folder.name, mountPath: folder.mountPath })),
            ...files.map((folder) => ({ name: folder.name, mountPath: folder.mountPath, readOnly: true })),
            ...models.mounts,
        ],
    };
}

function serverResources(
    plan: ServingPlan,
    release: Release,
    models: PodModels,
): k8s.types.input.core.v1.ResourceRequirements {
    const { requests, limits } = plan.config.resources;
    const folders = [tmpSize, ...release.server.scratch.map((folder) => folder.size)];
    const scratchMiB = folders.reduce((total, size) => total + (parseMemory(size) ?? 0), 0);
    const storage = { "ephemeral-storage": formatMemory(scratchMiB + models.localMiB + logMiB) };
    const gpus = gpusOf(plan.config);
    // GPUs cannot be overcommitted: the API server wants request and limit alike.
    const gpu: Record<string, string> = gpus > 0 ? { "nvidia.com/gpu": String(gpus) } : {};
    return {
        requests: { cpu: requests.cpu, memory: requests.memory, ...storage, ...gpu },
        limits: { cpu: limits.cpu, memory: limits.memory, ...storage, ...gpu },
    };
}

/** HTTP and gRPC probes are both answered through the mesh's agent, so that they pass strict mutual TLS. */
function probe(plan: ServingPlan, wanted: Probe): k8s.types.input.core.v1.Probe {
    const times = {
        ...(wanted.initialDelaySeconds !== undefined && { initialDelaySeconds: wanted.initialDelaySeconds }),
        periodSeconds: wanted.periodSeconds,
        timeoutSeconds: wanted.timeoutSeconds,
        failureThreshold: wanted.failureThreshold,
    };
    return "httpPath" in wanted
        ? { httpGet: { path: wanted.httpPath, port: "http", scheme: "HTTP" }, ...times }
        : { grpc: { port: portNumber(plan, "grpc"), service: wanted.grpcService }, ...times };
}
