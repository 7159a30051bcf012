import { parseMemory } from "../../../config/serving/quantity";
import { type ServedModel } from "../../serving/models/served";
import { type Release } from "../../serving/plan";
import { stableJson } from "../../kubernetes/stableJson";
import { cachePath, configPath, type InferenceSettings, loggingPath, metricsPath } from "./server";

/** What the application is told beside its environment. */
export interface AppSettings extends InferenceSettings {
    readonly version: string;
    readonly timeoutSeconds: number;
    readonly latencyTargetMs: number | false;
    readonly queueDepthTarget: number | false;
    readonly cacheSeconds: number;
    readonly features: Readonly<Record<string, boolean>>;
}

/** Fields of every log line; the platform's log pipeline and dashboards read these. */
export const logFields = [
    "timestamp",
    "level",
    "message",
    "request_id",
    "trace_id",
    "model",
    "model_version",
    "duration_ms",
] as const;

export function appFiles(models: readonly ServedModel[], settings: AppSettings): Release["files"] {
    return [
        { name: "config", mountPath: configPath, files: { "config.json": json(appConfig(models, settings)) } },
        { name: "logging", mountPath: loggingPath, files: { "logging.json": json(loggingConfig(settings)) } },
    ];
}

function json(value: unknown): string {
    return `${stableJson(value, 2)}\n`;
}

function appConfig(models: readonly ServedModel[], settings: AppSettings) {
    return {
        server: {
            http_port: settings.ports.http,
            grpc_port: settings.ports.grpc,
            workers: settings.maxWorkers,
            request_timeout_seconds: settings.timeoutSeconds,
        },
        model: {
            batch_size: settings.batchSize,
            served: models.map(({ name, versions, framework }) => ({ name, versions, framework })),
        },
        cache: {
            path: cachePath,
            // The rest is for files that are being written: beyond the volume's limit the pod is evicted.
            max_mebibytes: Math.floor((parseMemory(settings.cacheSize) ?? 0) * 0.8),
            ttl_seconds: settings.cacheSeconds,
        },
        monitoring: {
            metrics_port: settings.ports.http,
            metrics_path: metricsPath,
            latency_target_ms: settings.latencyTargetMs,
            queue_depth_target: settings.queueDepthTarget,
        },
        features: settings.features,
    };
}

function loggingConfig({ logLevel, version }: AppSettings) {
    return { level: logLevel, format: "json", output: "stdout", fields: logFields, static: { version } };
}
