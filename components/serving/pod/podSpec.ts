import type * as k8s from "@pulumi/kubernetes";
import { parseImage } from "../../../config/serving/image";
import { formatMemory, parseMemory } from "../../../config/serving/quantity";
import { authoritiesVolume } from "../../kubernetes/postgresUrl";
import { softSpreadOver, topologyKeys } from "../../kubernetes/topology";
import { type PriorityClassName } from "../../inCluster";
import { type StackContext } from "../context";
import { appSelector, configHashAnnotation, modelDigestAnnotation, objectLabels } from "../labels";
import { type PodModels } from "../models/delivery";
import { modelDigest } from "../models/served";
import { configHash, configMapName } from "./configFiles";
import { type MountedVolume } from "./objectVolume";
import { placement } from "./placement";
import { type PodRelease, type WorkloadPlan } from "./plan";
import { labelVariables } from "./labelVariables";
import { postgresAuthorities, secretEnvironment, secretName } from "./secrets";
import { containerSecurity, podSecurity } from "./security";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/** Space on the node's disk for logs and other small files of a container, in MiB. */
const logMiB = 1024;
const tmpSize = "1Gi";

/** Space in GiB that the main container may take on its node's disk, with writable folders of these sizes beside `/tmp`. */
export function podDiskGiB(folders: readonly string[]): number {
    return folderMiB([tmpSize, ...folders], logMiB) / 1024;
}

function folderMiB(sizes: readonly string[], more: number): number {
    return sizes.reduce((total, size) => total + (parseMemory(size) ?? 0), more);
}

/** What a pod has beside the parts that all pods share. */
export interface PodParts {
    /** Name of the main container. */
    readonly container: string;
    readonly priorityClass: PriorityClassName;
    /** Fields of the main container, for example ports, probes and hooks. Default: none. */
    readonly main?: Partial<Container>;
    /** Fields of the pod, for example the restart policy of a job. Default: none. */
    readonly pod?: Partial<PodSpec>;
    /** Containers that start before the main one, after those that bring models. Default: none. */
    readonly before?: readonly Container[];
    /** Volumes beside models, files and scratch folders, and where the main container has them. Default: none. */
    readonly volumes?: readonly MountedVolume[];
}

/** Labels of a version's pods; Istio reads `app` and `version` for its metrics. */
export function podLabels(plan: WorkloadPlan, release: PodRelease): Record<string, string> {
    return { ...objectLabels(plan), version: release.version };
}

/** Annotations of a version's pods. */
export function podAnnotations(
    plan: WorkloadPlan,
    release: PodRelease,
    { platform }: StackContext,
): Record<string, string> {
    const digest = modelDigest(release.models);
    const { credentials } = platform.cloud.nodeServices;
    return {
        // Credentials must be reachable before the proxy runs, whatever the mesh's egress rules are.
        ...(credentials !== undefined && {
            "traffic.sidecar.istio.io/excludeOutboundIPRanges": credentials.cidr,
        }),
        // Init containers copy models through the proxy, so it has to run before them.
        "sidecar.istio.io/nativeSidecar": "true",
        [configHashAnnotation]: configHash(plan, release),
        ...(digest !== undefined && { [modelDigestAnnotation]: digest }),
    };
}

/** The pods of one version: identity, placement, security, volumes and the main container. */
export function podSpec(plan: WorkloadPlan, release: PodRelease, context: StackContext, parts: PodParts): PodSpec {
    const { platform, inCluster } = context;
    const models = podModels(plan, release, context);
    const place = placement(platform.cluster.nodeGroups, plan);
    const sameVersion = { ...appSelector(plan), version: release.version };
    const { program } = release;
    const before = [...models.initContainers, ...(parts.before ?? [])];
    return {
        ...parts.pod,
        serviceAccountName: plan.name,
        automountServiceAccountToken: false,
        securityContext: podSecurity,
        priorityClassName: parts.priorityClass,
        terminationGracePeriodSeconds: program.graceSeconds,
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
                        podAffinityTerm: {
                            topologyKey: topologyKeys.node,
                            labelSelector: { matchLabels: sameVersion },
                        },
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
        // A zone that has run out of GPUs must not keep pods from running elsewhere.
        topologySpreadConstraints: [softSpreadOver(topologyKeys.zone, sameVersion)],
        ...(before.length > 0 && { initContainers: before }),
        containers: [mainContainer(plan, release, models, context, parts)],
        volumes: [
            { name: "tmp", emptyDir: { sizeLimit: tmpSize } },
            ...program.scratch.map((folder) => ({ name: folder.name, emptyDir: { sizeLimit: folder.size } })),
            ...release.files.map((folder) => ({
                name: folder.name,
                configMap: { name: configMapName(release, folder) },
            })),
            ...models.volumes,
            ...(parts.volumes ?? []).map(({ volume }) => volume),
            ...verification(plan, context).map(({ volume }) => volume),
        ],
    };
}

/** What the main container verifies servers of data stores by. */
function verification(plan: WorkloadPlan, { platform }: StackContext) {
    return postgresAuthorities(plan, platform) === undefined ? [] : [authoritiesVolume(secretName(plan))];
}

function podModels({ models }: WorkloadPlan, release: PodRelease, context: StackContext): PodModels {
    return release.models.length === 0
        ? { volumes: [], mounts: [], initContainers: [], localMiB: 0 }
        : models.delivery.podModels(models, release.models, context);
}

function mainContainer(
    plan: WorkloadPlan,
    release: PodRelease,
    models: PodModels,
    context: StackContext,
    { container, main = {}, volumes = [] }: PodParts,
): Container {
    const { program, files } = release;
    const image = context.inCluster.images.resolve(release.image);
    const env = Object.entries({ ...bucketVariables(plan, context), ...program.env });
    const secrets = secretEnvironment(plan);
    const isSecret = new Set(secrets.map(({ name }) => name));
    return {
        name: container,
        image,
        // A digest identifies one content for ever; a tag can be moved by its owner.
        imagePullPolicy: parseImage(image)?.digest === undefined ? "Always" : "IfNotPresent",
        ...(program.command !== undefined && { command: [...program.command] }),
        ...(program.args !== undefined && { args: [...program.args] }),
        // Server-side apply refuses a variable that is set twice.
        env: [
            ...labelVariables(program.fromLabels),
            ...env.filter(([name]) => !isSecret.has(name)).map(([name, value]) => ({ name, value })),
            ...secrets,
        ],
        ...main,
        resources: mainResources(plan, release, models),
        securityContext: containerSecurity,
        volumeMounts: [
            { name: "tmp", mountPath: "/tmp" },
            ...program.scratch.map((folder) => ({ name: folder.name, mountPath: folder.mountPath })),
            ...files.map((folder) => ({ name: folder.name, mountPath: folder.mountPath, readOnly: true })),
            ...models.mounts,
            ...volumes.map(({ volume, mountPath, readOnly }) => ({ name: volume.name, mountPath, readOnly })),
            ...verification(plan, context).map(({ mount }) => mount),
        ],
    };
}

/**
 * Names of the buckets that the program may use, for example `DATA_BUCKET`; variables of the stack file win.
 *
 * @throws Error when the stack has no such store
 */
function bucketVariables({ namedStores }: WorkloadPlan, { platform }: StackContext) {
    return Object.fromEntries(
        namedStores.map((store) => {
            const found = platform.stores[store];
            if (found === undefined) {
                throw new Error(`the stack has no store "${store}"`);
            }
            return [`${store.toUpperCase()}_BUCKET`, found.bucket];
        }),
    );
}

function mainResources(
    { resources, gpus }: WorkloadPlan,
    { program }: PodRelease,
    models: PodModels,
): k8s.types.input.core.v1.ResourceRequirements {
    const { requests, limits } = resources;
    const folders = [tmpSize, ...program.scratch.map((folder) => folder.size)];
    const storage = { "ephemeral-storage": formatMemory(folderMiB(folders, models.localMiB + logMiB)) };
    // GPUs cannot be overcommitted: the API server requires the same request and limit.
    const gpu: Record<string, string> = gpus > 0 ? { "nvidia.com/gpu": String(gpus) } : {};
    return {
        requests: { cpu: requests.cpu, memory: requests.memory, ...storage, ...gpu },
        limits: { cpu: limits.cpu, memory: limits.memory, ...storage, ...gpu },
    };
}
