import { type PortsConfig } from "../../../config/serving/ports";
import { modelsPath, type ServedModel } from "../../serving/models/served";
import { type ProbeTimes, type Server, type WarmUp } from "../../serving/plan";

export const metricsPath = "/metrics";

/** How a server that is told by request is stopped. */
export interface Shutdown {
    /** Gets a POST before SIGTERM. */
    readonly path: string;
    /** How long the server may then take. */
    readonly seconds: number;
}

export interface InferenceSettings {
    readonly ports: Pick<PortsConfig, "http" | "grpc">;
    readonly batchSize: number;
    readonly maxWorkers: number;
    readonly logLevel: string;
    /** Variables of the stack file; they win over those of this file. */
    readonly env: Readonly<Record<string, string>>;
    /** Default: the image's entry point. */
    readonly command?: readonly string[];
    /** Default: the image's own. */
    readonly args?: readonly string[];
    readonly cacheSize: string;
    readonly liveness: HttpProbe;
    readonly readiness: HttpProbe;
    readonly startup: HttpProbe;
    readonly graceSeconds: number;
    readonly shutdown?: Shutdown;
    /** Default: none. */
    readonly warmUp?: WarmUp;
}

export interface HttpProbe extends ProbeTimes {
    readonly path: string;
}

export const configPath = "/etc/app";
export const loggingPath = "/etc/app-logging";
export const cachePath = "/cache";

/** Seconds that endpoints get to drain before a server is stopped by a request, and that the request may take. */
const drainSeconds = 5;
/** Seconds from SIGTERM to SIGKILL of a server that still runs after its shutdown. */
const afterShutdownSeconds = 5;

/** Variables that the ports, probes and metrics of the pod rely on; a value of the stack file would break them. */
export const fixedVariables = [
    "PROMETHEUS_PORT",
    "HTTP_PORT",
    "GRPC_PORT",
    "APP_CONFIG",
    "LOG_CONFIG",
    "CACHE_PATH",
] as const;
/** Variables with a value of the platform, which `env` may replace; a secret beside it would set the variable twice. */
export const defaultVariables = ["MODEL_PATH", "BATCH_SIZE", "MAX_WORKERS", "LOG_LEVEL"] as const;

/** Longest time that a server gets before it is stopped, unless a longer request asks for more. */
export const defaultGraceSeconds = 60;
/** Seconds that endpoints get to drain before SIGTERM. */
export const preStopSeconds = 10;

/** The container of a custom image, by the contract in docs/serving-contract.md. */
export function inferenceServer(models: readonly ServedModel[], settings: InferenceSettings): Server {
    const { shutdown, ports } = settings;
    return {
        ...(settings.command !== undefined && { command: settings.command }),
        ...(settings.args !== undefined && { args: settings.args }),
        env: {
            ...modelPath(models),
            BATCH_SIZE: String(settings.batchSize),
            MAX_WORKERS: String(settings.maxWorkers),
            LOG_LEVEL: settings.logLevel,
            PROMETHEUS_PORT: String(ports.http),
            HTTP_PORT: String(ports.http),
            GRPC_PORT: String(ports.grpc),
            CACHE_PATH: cachePath,
            APP_CONFIG: `${configPath}/config.json`,
            LOG_CONFIG: `${loggingPath}/logging.json`,
            ...settings.env,
        },
        probes: {
            startup: probe(settings.startup),
            liveness: probe(settings.liveness),
            readiness: probe(settings.readiness),
        },
        ...(settings.warmUp !== undefined && { warmUp: settings.warmUp }),
        preStop:
            shutdown === undefined
                ? { sleepSeconds: preStopSeconds }
                : { command: shutdownCommand(shutdown, ports.http) },
        graceSeconds:
            shutdown === undefined ? settings.graceSeconds : 2 * drainSeconds + shutdown.seconds + afterShutdownSeconds,
        scratch: [{ name: "cache", mountPath: cachePath, size: settings.cacheSize }],
    };
}

/**
 * A hook can only GET by itself, and a POST is asked for: the image brings a shell and curl when it wants to be told. SIGTERM
 * follows the end of the hook, which therefore lasts as long as the server may take; a server that exits earlier ends it.
 */
function shutdownCommand({ path, seconds }: Shutdown, port: number): string[] {
    const call = `curl -fsS -X POST --max-time ${drainSeconds} http://127.0.0.1:${port}${path}`;
    return ["/bin/sh", "-c", `sleep ${drainSeconds}; ${call} && sleep ${seconds}`];
}

/** The one version of the one model; with several, the folder that holds them. */
function modelPath(models: readonly ServedModel[]): Record<string, string> {
    const [model, ...more] = models;
    if (model === undefined) {
        return {};
    }
    if (more.length > 0) {
        return { MODEL_PATH: modelsPath };
    }
    const folder = `${modelsPath}/${model.name}`;
    const [version, ...others] = Array.isArray(model.versions) ? model.versions : [];
    return { MODEL_PATH: version === undefined || others.length > 0 ? folder : `${folder}/${version}` };
}

function probe({ path, ...times }: HttpProbe) {
    return { httpPath: path, ...times };
}
