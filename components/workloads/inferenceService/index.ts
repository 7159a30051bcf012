import { z } from "zod";
import { type Fault, keyPath } from "../../../config/fault";
import { type Environment } from "../../../config/names";
import { allowedCallsTo } from "../../serving/access/callers";
import { commonAdminServices, type Surface } from "../../serving/access/surface";
import { servingDemands } from "../../serving/demands";
import { servingFaults } from "../../serving/faults";
import { type MetricsEndpoint, type ReleaseBase, type ServingPlan } from "../../serving/plan";
import { scalingQueues } from "../../serving/scaling/triggers/queueLength";
import { servingPlan } from "../../serving/servingPlan";
import { warmUpDemand, warmUpFolder } from "../../serving/server/warmUp";
import { ServingWorkload } from "../../serving/workload";
import { appFiles, type AppSettings } from "./appConfig";
import {
    defaultGraceSeconds,
    defaultVariables,
    fixedVariables,
    inferenceServer,
    metricsPath,
    preStopSeconds,
} from "./server";
import { portFaults, servingPorts } from "./ports";
import { defineKind } from "../kind";
import { preprocessorKey, withPreprocessor } from "../preprocessor";
import { imageShape, type ImageServiceConfig, kind } from "./schema";

const schema = z.strictObject({ ...imageShape, ...preprocessorKey });
export type InferenceServiceConfig = Readonly<z.output<typeof schema>>;

const metricsEndpoint: MetricsEndpoint = { port: "http", path: metricsPath, dialect: "contract", queue: true };

/** A custom container image that implements the serving contract. */
export const inferenceService = defineKind({
    kind,
    schema,
    expand: (name, config) => withPreprocessor(name, config, servingPorts(config.ports)),
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
        ...portFaults(keyPath("workloads", name, "ports"), config.ports),
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
    calls: (name, config) => allowedCallsTo(name, config, servingPorts(config.ports)),
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
function variableFaults(path: string, { env, secrets }: ImageServiceConfig): readonly Fault[] {
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
function graceFaults(path: string, { graceSeconds, traffic, shutdown }: ImageServiceConfig): readonly Fault[] {
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

function inferencePlan(name: string, config: ImageServiceConfig, environment: Environment): ServingPlan {
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
function surfaceOf({ ports, probes, shutdown }: Pick<ImageServiceConfig, "ports" | "probes" | "shutdown">): Surface {
    const configured = [...Object.values(probes).map(({ path }) => path), shutdown?.path ?? "/shutdown"];
    return {
        ports: servingPorts(ports),
        predictionPaths: ["/predict", "/v1/models/*", "/v2/models/*"],
        administration: {
            paths: [...new Set([metricsPath, "/health", "/ready", "/startup", "/shutdown", ...configured])],
            grpcServices: commonAdminServices,
        },
    };
}

function appSettings(config: ImageServiceConfig, release: ReleaseBase): AppSettings {
    const { traffic, scaling, cache, probes } = config;
    return {
        version: release.version,
        ports: config.ports,
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
            warmUp: { config: config.warmUp, port: config.ports.http, startupPath: probes.startup.path },
        }),
        timeoutSeconds: traffic.timeoutSeconds,
        latencyTargetMs: scaling.latencyP95Ms,
        queueDepthTarget: scaling.queueDepth,
        features: config.features,
    };
}
