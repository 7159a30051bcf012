import { z } from "zod";
import { type Fault, keyPath } from "../../../config/fault";
import { type Environment } from "../../../config/names";
import { cloudAccess } from "../../../config/serving/cloudAccess";
import { imageReference } from "../../../config/serving/image";
import { cudaVersion } from "../../../config/serving/pod";
import { ownMetricsSchema } from "../../../config/serving/ownMetrics";
import { httpProbe } from "../../../config/serving/probes";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";
import { environmentName } from "../../../config/serving/secrets";
import { servingShape } from "../../../config/serving/serving";
import { warmUpSchema } from "../../../config/serving/warmUp";
import { allowedCallsTo } from "../../serving/access/callers";
import { commonAdminServices, type Surface } from "../../serving/access/surface";
import { servingDemands } from "../../serving/demands";
import { servingFaults } from "../../serving/faults";
import { type MetricsEndpoint, type ReleaseBase, type ServingPlan, type ServingPort } from "../../serving/plan";
import { scalingQueues } from "../../serving/scaling/triggers/queueLength";
import { servingPlan } from "../../serving/servingPlan";
import { warmUpDemand, warmUpFolder } from "../../serving/server/warmUp";
import { ServingWorkload } from "../../serving/workload";
import { appFiles, type AppSettings } from "./appConfig";
import {
    defaultGraceSeconds,
    defaultVariables,
    fixedVariables,
    grpcPort,
    httpPort,
    inferenceServer,
    metricsPath,
    preStopSeconds,
} from "./server";
import { defineKind } from "../kind";

const requestPath = z.string().regex(/^\/[\w./-]*$/, "must be a path such as /health");

const schema = z.strictObject({
    kind: z
        .literal("inference-service")
        .describe("A container image of your own that implements the serving contract."),
    ...servingShape,
    image: imageReference.describe("An image that implements the contract of docs/serving-contract.md."),
    cuda: cudaVersion,
    command: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .meta({ examples: [["python", "-m", "serve"]] })
        .describe("Program of the container and its first arguments; default: the image's entry point."),
    args: z
        .array(z.string())
        .min(1)
        .optional()
        .meta({ examples: [["--threads=4"]] })
        .describe("Arguments of the program; default: the image's own."),
    access: cloudAccess,
    metrics: ownMetricsSchema
        .meta({ examples: [{ jobs_waiting: "gauge" }] })
        .describe(
            "Metrics that the server's `/metrics` has beside those of the contract, by name, for queries of `scaling.prometheus` " +
                "and `traffic.analysis.checks`: `gauge`, `counter` or `histogram`, or `{ type, labels }`.",
        ),
    resources: resourcesSchema({ cpu: "1", memory: "4Gi", cpuLimit: "2", memoryLimit: "8Gi" }).describe(
        "CPU and memory of the server's container.",
    ),
    batchSize: z
        .int()
        .min(1)
        .default(32)
        .describe("Requests that the server may compute in one batch; passed to it as BATCH_SIZE."),
    maxWorkers: z.int().min(1).default(4).describe("Worker processes of the server; passed to it as MAX_WORKERS."),
    logLevel: z
        .enum(["DEBUG", "INFO", "WARNING", "ERROR"])
        .default("INFO")
        .describe("Level of the server's log; passed to it as LOG_LEVEL."),
    env: z
        .record(environmentName, z.string())
        .default({})
        .describe("Further environment variables; no secrets, which go under `secrets`."),
    cache: z
        .strictObject({
            size: memoryQuantity.prefault("2Gi").describe("Size of the volume."),
            seconds: z.int().min(0).default(3600).describe("How long an answer may be kept."),
        })
        .prefault({})
        .describe("Memory-backed volume for answers that the server keeps."),
    features: z
        .record(
            z.string().regex(/^[a-z][a-z0-9_]*$/, "must be lower-case letters, digits and underscores"),
            z.boolean(),
        )
        .default({})
        .describe("Switches of the application."),
    probes: z
        .strictObject({
            startup: httpProbe("/startup", {
                initialDelaySeconds: 10,
                periodSeconds: 10,
                timeoutSeconds: 5,
                failureThreshold: 30,
            }).describe("Until it succeeds once, the other probes wait."),
            liveness: httpProbe("/health", {
                initialDelaySeconds: 60,
                periodSeconds: 30,
                timeoutSeconds: 10,
                failureThreshold: 3,
            }).describe("When it fails, the container is restarted."),
            readiness: httpProbe("/ready", {
                initialDelaySeconds: 30,
                periodSeconds: 10,
                timeoutSeconds: 5,
                failureThreshold: 3,
            }).describe("While it fails, the pod gets no requests."),
        })
        .prefault({})
        .describe("When the kubelet considers the server started, alive and ready."),
    warmUp: warmUpSchema
        .optional()
        .describe(
            "Requests that the server answers with success before its pod is ready, also after a restart: a version " +
                "that cannot is never ready. Default: the first requests of callers meet a cold server.",
        ),
    graceSeconds: z
        .int()
        .min(15)
        .max(600)
        .optional()
        .describe(
            "Seconds from the end of new requests to SIGKILL; without `shutdown` the server gets SIGTERM after " +
                "ten of them.",
        ),
    shutdown: z
        .strictObject({
            path: requestPath.default("/shutdown").describe("Path of the request that stops the server."),
            seconds: z
                .int()
                .min(1)
                .max(105)
                .default(30)
                .describe("Seconds that the server may take to finish what it has begun."),
        })
        .optional()
        .describe(
            "Stops the server by a request, and sends SIGTERM to one that still runs after `seconds`; the image " +
                "then needs a shell and curl. All of it fits into the two minutes between a spot interruption's " +
                "notice and the end of the node.",
        ),
});
export type InferenceServiceConfig = Readonly<z.output<typeof schema>>;

const servingPorts: readonly ServingPort[] = [
    { name: "http", containerPort: httpPort, servicePort: 80 },
    { name: "grpc", containerPort: grpcPort, servicePort: 9090 },
];

const metricsEndpoint: MetricsEndpoint = { port: "http", path: metricsPath, dialect: "contract", queue: true };

/** A custom container image that implements the serving contract. */
export const inferenceService = defineKind({
    kind: "inference-service",
    schema,
    demands: (name, config) =>
        servingDemands(name, config, {
            scratch: [config.cache.size],
            ...(config.cuda !== undefined && { cuda: config.cuda }),
            ...(config.warmUp !== undefined && { beside: warmUpDemand }),
        }),
    faults: (name, config, stack) => [
        ...servingFaults(name, config, surfaceOf(config), stack, metricsEndpoint),
        ...(config.shutdown !== undefined && config.graceSeconds !== undefined
            ? [
                  {
                      path: `workloads.${name}.graceSeconds`,
                      reason: "follows from shutdown.seconds when the server is stopped by a request: leave it out",
                  },
              ]
            : []),
        ...variableFaults(keyPath("workloads", name), config),
        ...graceFaults(keyPath("workloads", name), config),
        ...Object.keys(config.env)
            .filter((variable) => Object.hasOwn(config.secrets, variable))
            .map((variable) => ({
                path: `workloads.${name}.env.${variable}`,
                reason: 'is also under "secrets": keep it there alone',
            })),
    ],
    queues: ({ scaling }) => scalingQueues(scaling),
    calls: (name, config) => allowedCallsTo(name, config, servingPorts),
    create: (name, config, context, opts) => {
        const workload = new ServingWorkload(
            name,
            { plan: inferencePlan(name, config, context.environment), context },
            opts,
        );
        return { address: workload.address, ...(workload.call !== undefined && { call: workload.call }) };
    },
});

/** Server-side apply refuses a variable that is set twice. */
function variableFaults(path: string, { env, secrets }: InferenceServiceConfig): readonly Fault[] {
    const fault = (key: string, name: string, reason: string): Fault => ({ path: `${path}.${key}.${name}`, reason });
    return [
        ...fixedVariables
            .filter((name) => Object.hasOwn(env, name))
            .map((name) =>
                fault("env", name, "is set by the platform, whose ports and files rely on it: leave it out"),
            ),
        ...[...fixedVariables, ...defaultVariables]
            .filter((name) => Object.hasOwn(secrets, name))
            .map((name) => fault("secrets", name, "is set by the platform: choose another name")),
    ];
}

/** A request that is running when a pod is stopped must have the time to end. */
function graceFaults(path: string, { graceSeconds, traffic, shutdown }: InferenceServiceConfig): readonly Fault[] {
    if (shutdown !== undefined) {
        return shutdown.seconds >= traffic.timeoutSeconds
            ? []
            : [
                  {
                      path: `${path}.shutdown.seconds`,
                      reason:
                          `is ${shutdown.seconds}: must be at least traffic.timeoutSeconds (${traffic.timeoutSeconds}), ` +
                          "the longest that a running request takes",
                  },
              ];
    }
    const needed = preStopSeconds + Math.ceil(traffic.timeoutSeconds);
    return graceSeconds === undefined || graceSeconds >= needed
        ? []
        : [
              {
                  path: `${path}.graceSeconds`,
                  reason:
                      `is ${graceSeconds}: must be at least ${needed}, ${preStopSeconds} seconds to drain and ` +
                      "traffic.timeoutSeconds for running requests",
              },
          ];
}

function inferencePlan(name: string, config: InferenceServiceConfig, environment: Environment): ServingPlan {
    return servingPlan(name, config, environment, {
        image: config.image,
        surface: surfaceOf(config),
        metrics: metricsEndpoint,
        program: (release) => {
            const settings = appSettings(config, release);
            return {
                program: inferenceServer(release.models, settings),
                files: [
                    ...appFiles(release.models, settings),
                    ...(settings.warmUp === undefined ? [] : [warmUpFolder(settings.warmUp)]),
                ],
            };
        },
    });
}

/** By the contract in docs/serving-contract.md. */
function surfaceOf({ probes, shutdown }: Pick<InferenceServiceConfig, "probes" | "shutdown">): Surface {
    const configured = [...Object.values(probes).map(({ path }) => path), shutdown?.path ?? "/shutdown"];
    return {
        ports: servingPorts,
        predictionPaths: ["/predict", "/v1/models/*", "/v2/models/*"],
        administration: {
            paths: [...new Set([metricsPath, "/health", "/ready", "/startup", "/shutdown", ...configured])],
            grpcServices: commonAdminServices,
        },
    };
}

function appSettings(config: InferenceServiceConfig, release: ReleaseBase): AppSettings {
    const { traffic, scaling, cache, probes } = config;
    return {
        version: release.version,
        batchSize: config.batchSize,
        maxWorkers: config.maxWorkers,
        logLevel: config.logLevel,
        env: config.env,
        ...(config.command !== undefined && { command: config.command }),
        ...(config.args !== undefined && { args: config.args }),
        cacheSize: cache.size,
        cacheSeconds: cache.seconds,
        ...probes,
        graceSeconds:
            config.graceSeconds ?? Math.max(defaultGraceSeconds, preStopSeconds + Math.ceil(traffic.timeoutSeconds)),
        ...(config.shutdown !== undefined && { shutdown: config.shutdown }),
        ...(config.warmUp !== undefined && {
            warmUp: { config: config.warmUp, port: httpPort, startupPath: probes.startup.path },
        }),
        timeoutSeconds: traffic.timeoutSeconds,
        latencyTargetMs: scaling.latencyP95Ms,
        queueDepthTarget: scaling.queueDepth,
        features: config.features,
    };
}
