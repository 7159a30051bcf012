import { z } from "zod";
import { cloudAccess } from "../../../config/serving/cloudAccess";
import { imageReference } from "../../../config/serving/image";
import { ownMetricsSchema } from "../../../config/serving/ownMetrics";
import { cudaVersion } from "../../../config/serving/pod";
import { portsSchema } from "../../../config/serving/ports";
import { httpProbe } from "../../../config/serving/probes";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";
import { environmentName } from "../../../config/serving/secrets";
import { servingShape } from "../../../config/serving/serving";
import { warmUpSchema } from "../../../config/serving/warmUp";

export const kind = "inference-service";

const requestPath = z.string().regex(/^\/[\w./-]*$/, "must be a path such as /health");

export const imageShape = {
    kind: z.literal(kind).describe("A container image of your own that implements the serving contract."),
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
    ports: portsSchema
        .prefault({})
        .describe("Ports that the server listens on, beside or instead of those of the contract."),
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
} as const;

const _imageObject = z.object(imageShape);
/** What a stack file says of such a workload alone. */
export type ImageServiceConfig = Readonly<z.output<typeof _imageObject>>;
