import { type PodConfig, podWithout } from "../../../config/serving/pod";
import { callersOf } from "../../serving/access/callers";
import { type Caller, type ServingPort } from "../../serving/plan";
import { type PodRelease, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { restartsWithSecrets } from "../../serving/pod/secretChanges";
import { type MountedVolume } from "../../serving/pod/objectVolume";
import { modelsPath } from "../../serving/models/served";
import { type EdgeInferenceConfig, kind } from "./schema";

/** Ports of the serving contract. */
export const edgePorts: readonly ServingPort[] = [
    { name: "http", protocol: "http", containerPort: 8080, servicePort: 80 },
    { name: "grpc", protocol: "grpc", containerPort: 8090, servicePort: 9090 },
];

/** Seconds in which the node's callers learn that the pod goes. */
export const drainSeconds = 5;

/** Nodes at the edge: whatever joins with this label and this taint. */
export const edgeNodes = {
    nodeSelector: { "node-type": "edge" },
    tolerations: [{ key: "edge-node", operator: "Exists", effect: "NoSchedule" }],
} as const;

/** Environment variables that the platform sets. */
export const fixedVariables: readonly string[] = [
    "EDGE_MODE",
    "MODEL_COMPRESSION",
    "BATCH_SIZE",
    "MODEL_PATH",
    "HTTP_PORT",
    "GRPC_PORT",
    "PROMETHEUS_PORT",
];

export interface EdgePlan extends WorkloadPlan {
    readonly releases: readonly [PodRelease];
    readonly callers: readonly Caller[];
    readonly restartsWithSecrets: boolean;
}

export function podConfig(config: EdgeInferenceConfig): PodConfig {
    const { namespace, version, image, resources, egress, secrets } = config;
    return { ...podWithout(namespace), kind, version, image, resources, egress, secrets };
}

export function edgePlan(name: string, config: EdgeInferenceConfig): EdgePlan {
    const [http, grpc] = ["http", "grpc"].map((port) => edgePorts.find((each) => each.name === port)?.containerPort);
    const release: PodRelease = {
        name,
        version: config.version,
        image: config.image,
        // They are on the node, not in the models store.
        models: [],
        program: {
            env: {
                ...config.env,
                EDGE_MODE: "true",
                MODEL_COMPRESSION: config.compression,
                BATCH_SIZE: String(config.batchSize),
                MODEL_PATH: modelsPath,
                HTTP_PORT: String(http),
                GRPC_PORT: String(grpc),
                PROMETHEUS_PORT: String(http),
            },
            graceSeconds: config.graceSeconds,
            scratch: [{ name: "cache", mountPath: "/var/cache/app", size: config.cache.size }],
        },
        files: [],
    };
    const releases = [release] as const;
    return {
        ...workloadPlan(name, podConfig(config), releases),
        releases,
        restartsWithSecrets: restartsWithSecrets(config),
        callers: callersOf({ name, ports: edgePorts }, config),
    };
}

/** The models of the node. */
export function modelsOfNode({ modelsFolder }: EdgeInferenceConfig): MountedVolume {
    return {
        // Must be there: an empty folder would be served as no models at all.
        volume: { name: "models", hostPath: { path: modelsFolder, type: "Directory" } },
        mountPath: modelsPath,
        readOnly: true,
    };
}
