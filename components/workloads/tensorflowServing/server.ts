import { type ServedModel } from "../../serving/models/served";
import { type ProbeTimes, type Release, type Server } from "../../serving/plan";
import { modelsConfig } from "./modelsConfig";
import { block, field, message, text } from "./textProto";

export const grpcPort = 8500;
export const restPort = 8501;
export const metricsPath = "/monitoring/prometheus/metrics";

const configPath = "/etc/tensorflow-serving";
const cudaCache = { name: "cuda-cache", mountPath: "/var/cache/cuda", size: "1Gi" } as const;

/** How requests are put together for the model. */
export interface Batching {
    readonly maxBatchSize: number;
    readonly timeoutMicros: number;
    readonly maxEnqueuedBatches: number;
    readonly threads: number;
}

export interface ServerSettings {
    /** Absent: each request on its own. */
    readonly batching?: Batching;
    readonly gpu: boolean;
    readonly liveness: ProbeTimes;
    readonly readiness: ProbeTimes;
    readonly startup: ProbeTimes;
    /** Longest a request may take; in-flight requests get as long after the endpoints have drained. */
    readonly timeoutSeconds: number;
}

/**
 * Seconds between the pod's removal from the endpoints and its end, so that every proxy hears of it. The server ignores
 * SIGTERM and serves on until it is killed, so that the time after the pause is all that running requests have.
 */
const drainSeconds = 15;

/** TensorFlow Serving's command line, probes and shut-down. Flags: tensorflow_serving/model_servers/main.cc at 2.19.1. */
export function tensorflowServer(models: readonly ServedModel[], settings: ServerSettings): Server {
    const follows = models.some((model) => !Array.isArray(model.versions));
    const labelled = models.some((model) => Object.keys(model.labels).length > 0);
    return {
        // The image's own entry point is a shell script that would sit between the kubelet and the server.
        command: ["/usr/bin/tensorflow_model_server"],
        args: [
            `--port=${grpcPort}`,
            `--rest_api_port=${restPort}`,
            `--rest_api_timeout_in_ms=${Math.round(settings.timeoutSeconds * 1000)}`,
            `--model_config_file=${configPath}/models.config`,
            `--monitoring_config_file=${configPath}/monitoring.config`,
            // Versions that are listed never change under a running server; others are looked for every minute.
            `--file_system_poll_wait_seconds=${follows ? 60 : 0}`,
            // A version is visible from the first uploaded file on and loads with the last one, its graph. The server tries once a
            // minute and gives up for good after five tries, unless told otherwise: a day is longer than any upload.
            ...(follows ? ["--max_num_load_retries=1440"] : []),
            "--enable_grpc_healthcheck_service=true",
            // Any client that reaches the port could otherwise start a profile.
            "--enable_profiler=false",
            ...(settings.batching === undefined
                ? []
                : ["--enable_batching=true", `--batching_parameters_file=${configPath}/batching.config`]),
            // At the first start every label is new, and its version may still be loading.
            ...(labelled ? ["--allow_version_labels_for_unavailable_models=true"] : []),
        ],
        env: settings.gpu ? { CUDA_CACHE_PATH: cudaCache.mountPath } : {},
        probes: {
            // The REST port opens when every model of the first configuration is loaded.
            startup: { httpPath: statusPath(models), ...settings.startup },
            liveness: { grpcService: "PredictionService", ...settings.liveness },
            readiness: { httpPath: readinessPath(models), ...settings.readiness },
        },
        preStop: { sleepSeconds: drainSeconds },
        graceSeconds: drainSeconds + Math.ceil(settings.timeoutSeconds),
        scratch: scratchFolders(settings.gpu),
    };
}

function scratchFolders(gpu: boolean): Server["scratch"] {
    return gpu ? [cudaCache] : [];
}

/** Sizes of the server's writable folders. */
export function scratchSizes(gpu: boolean): readonly string[] {
    return scratchFolders(gpu).map(({ size }) => size);
}

export function tensorflowFiles(models: readonly ServedModel[], { batching }: ServerSettings): Release["files"] {
    return [
        {
            name: "config",
            mountPath: configPath,
            files: {
                "models.config": modelsConfig(models),
                "monitoring.config": monitoringConfig(),
                ...(batching !== undefined && { "batching.config": batchingConfig(batching) }),
            },
        },
    ];
}

/**
 * Asks for a model's signatures, which the server can only answer from the loaded model: 404 while it is not there. The
 * status path will not do, since it answers 200 for a model in any state. Of several models the first is asked: all were
 * loaded when the port opened, and one that is unloaded later must not make the others unready.
 */
function readinessPath(models: readonly ServedModel[]): string {
    const [first] = models;
    if (first === undefined) {
        throw new Error("a TensorFlow server without models cannot be ready");
    }
    const version = Array.isArray(first.versions) ? `/versions/${Math.max(...first.versions)}` : "";
    return `/v1/models/${first.name}${version}/metadata`;
}

function statusPath(models: readonly ServedModel[]): string {
    return `/v1/models/${models[0]?.name ?? ""}`;
}

function monitoringConfig(): string {
    return message(block("prometheus_config", [field("enable", "true"), field("path", text(metricsPath))]));
}

function batchingConfig(batching: Batching): string {
    const wrapped = (name: string, value: number) => block(name, [field("value", String(value))]);
    return message(
        wrapped("max_batch_size", batching.maxBatchSize),
        wrapped("batch_timeout_micros", batching.timeoutMicros),
        wrapped("max_enqueued_batches", batching.maxEnqueuedBatches),
        wrapped("num_batch_threads", batching.threads),
    );
}
