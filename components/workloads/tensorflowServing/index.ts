import { z } from "zod";
import { keyPath } from "../../../config/fault";
import { type Environment } from "../../../config/names";
import { imageReference } from "../../../config/serving/image";
import { probeTimes } from "../../../config/serving/probes";
import { resourcesSchema } from "../../../config/serving/resources";
import { servingShape } from "../../../config/serving/serving";
import { allowedCallsTo } from "../../serving/access/callers";
import { commonAdminServices, type Surface } from "../../serving/access/surface";
import { servingDemands } from "../../serving/demands";
import { servingFaults } from "../../serving/faults";
import { type MetricsEndpoint, type ServingPlan, type ServingPort } from "../../serving/plan";
import { scalingQueues } from "../../serving/scaling/triggers/queueLength";
import { servingPlan } from "../../serving/servingPlan";
import { ServingWorkload } from "../../serving/workload";
import { defineKind } from "../kind";
import { preprocessorKey, withPreprocessor } from "../preprocessor";
import {
    grpcPort,
    metricsPath,
    restPort,
    scratchSizes,
    type ServerSettings,
    tensorflowFiles,
    tensorflowServer,
} from "./server";

/** Newest release whose images are known to exist; both are built with CUDA 12. */
const serverImage = "tensorflow/serving:2.19.1";
const cudaMajor = 12;

const schema = z.strictObject({
    kind: z.literal("tensorflow-serving").describe("TensorFlow Serving with models of the store."),
    ...servingShape,
    image: imageReference
        .optional()
        .describe("Default: the release this project is tested with, for CPU or GPU as the workload asks."),
    resources: resourcesSchema({ cpu: "1", memory: "4Gi", cpuLimit: "2", memoryLimit: "8Gi" }).describe(
        "CPU and memory of the server's container.",
    ),
    batching: z
        .union([
            z.strictObject({
                maxBatchSize: z.int().min(1).default(32).describe("Requests that are computed in one batch at most."),
                timeoutMicros: z.int().min(0).default(2000).describe("How long a request waits for others."),
                maxEnqueuedBatches: z
                    .int()
                    .min(1)
                    .default(100)
                    .describe("Batches that may wait; further requests are refused."),
                threads: z
                    .int()
                    .min(1)
                    .default(4)
                    .describe("Threads that compute batches; more of them use more CPU or GPU memory."),
            }),
            z.literal(false),
        ])
        .prefault({})
        .describe("Puts requests together for the model; false: each on its own."),
    probes: z
        .strictObject({
            startup: probeTimes({ periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 90 }).describe(
                "Loading may take this period times this many failures.",
            ),
            liveness: probeTimes({ periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }).describe(
                "When it fails, the container is restarted.",
            ),
            readiness: probeTimes({ periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }).describe(
                "While it fails, the pod gets no requests.",
            ),
        })
        .prefault({})
        .describe("When the kubelet considers the server started, alive and ready."),
    ...preprocessorKey,
});
export type TensorflowServingConfig = Readonly<z.output<typeof schema>>;

const servingPorts: readonly ServingPort[] = [
    { name: "grpc", protocol: "grpc", containerPort: grpcPort, servicePort: grpcPort },
    { name: "http", protocol: "http", containerPort: restPort, servicePort: restPort },
];

/** TensorFlow's own server, for one or several SavedModels. */
export const tensorflowServing = defineKind({
    kind: "tensorflow-serving",
    schema,
    expand: (name, config) => withPreprocessor(name, config, servingPorts),
    demands: (name, config) => {
        const gpu = config.accelerator !== undefined;
        return servingDemands(name, config, { scratch: scratchSizes(gpu), ...(gpu && { cuda: cudaMajor }) });
    },
    faults: (name, config, stack) => [
        ...servingFaults(
            name,
            { ...config, image: imageOf(config) },
            surfaceOf(config),
            stack,
            metricsEndpoint(config),
        ),
        ...(config.architecture === "amd64" || config.image !== undefined
            ? []
            : [
                  {
                      path: keyPath("workloads", name, "architecture"),
                      reason: `is ${config.architecture}, and ${serverImage} is built for amd64 alone: drop the key, or set image to one of yours`,
                  },
              ]),
        ...(Object.keys(config.models).length === 0
            ? [
                  {
                      path: keyPath("workloads", name, "models"),
                      reason: "names no model: add at least one, for example detector: { versions: [1] }",
                  },
              ]
            : []),
    ],
    queues: ({ scaling }) => scalingQueues(scaling),
    calls: (name, config) => allowedCallsTo(name, config, servingPorts),
    create: (name, config, context, opts) => {
        const workload = new ServingWorkload(
            name,
            { plan: tensorflowPlan(name, config, context.environment), context },
            opts,
        );
        return { address: workload.address, ...(workload.call !== undefined && { call: workload.call }) };
    },
});

function tensorflowPlan(name: string, config: TensorflowServingConfig, environment: Environment): ServingPlan {
    const settings: ServerSettings = {
        ...(config.batching !== false && { batching: config.batching }),
        gpu: config.accelerator !== undefined,
        ...config.probes,
        timeoutSeconds: config.traffic.timeoutSeconds,
    };
    return servingPlan(name, config, environment, {
        image: imageOf(config),
        surface: surfaceOf(config),
        metrics: metricsEndpoint(config),
        program: (release) => ({
            program: tensorflowServer(release.models, settings),
            files: tensorflowFiles(release.models, settings),
        }),
    });
}

function metricsEndpoint({ batching }: Pick<TensorflowServingConfig, "batching">): MetricsEndpoint {
    return { port: "http", path: metricsPath, dialect: "tensorflow-serving", queue: batching !== false };
}

/** Source: tensorflow/serving, docs/api_rest.md and tensorflow_serving/apis; the model service changes what is served. */
function surfaceOf({ models }: Pick<TensorflowServingConfig, "models">): Surface {
    const paths = Object.keys(models).map((model) => `/v1/models/${model}`);
    return {
        ports: servingPorts,
        predictionMethod: {
            service: "tensorflow.serving.PredictionService",
            method: "Predict",
            proto: "components/workloads/loadTest/files/tensorflow-serving.proto",
        },
        predictionPaths: paths.flatMap((path) => [`${path}:*`, `${path}/versions/*`, `${path}/labels/*`]),
        administration: {
            paths: ["/monitoring"],
            grpcServices: [...commonAdminServices, "tensorflow.serving.ModelService", "tensorflow.ProfilerService"],
        },
    };
}

function imageOf(config: TensorflowServingConfig): string {
    return config.image ?? (config.accelerator === undefined ? serverImage : `${serverImage}-gpu`);
}
