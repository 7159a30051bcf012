import { z } from "zod";
import { callersSchema, egressSchema } from "../../../config/serving/access";
import { imageReference } from "../../../config/serving/image";
import { workloadNamespace } from "../../../config/namespaces";
import { httpProbe } from "../../../config/serving/probes";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";
import { environmentName, secretChangesSchema, secretsSchema } from "../../../config/serving/secrets";
import { versionName } from "../../../config/serving/traffic";

export const kind = "edge-inference";

export const schema = z.strictObject({
    kind: z.literal(kind).describe("A server on every edge node, with models that are on the node."),
    namespace: workloadNamespace
        .default("edge-computing")
        .describe("The one namespace whose pods may read a folder of their node."),
    image: imageReference.describe("An image that implements the contract of docs/serving-contract.md."),
    version: versionName.default("v1").describe("Name of the version that runs."),
    resources: resourcesSchema({ cpu: "500m", memory: "512Mi", cpuLimit: "1", memoryLimit: "1Gi" }).describe(
        "CPU and memory of the server's container.",
    ),
    modelsFolder: z
        .string()
        .regex(
            /^\/([A-Za-z0-9_-][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$/,
            "must be a path such as /opt/edge-models",
        )
        .default("/opt/edge-models")
        .describe("Folder of each edge node with its models; the policy pack allows the default."),
    compression: z
        .enum(["quantized", "pruned", "none"])
        .default("quantized")
        .describe("How the models on the nodes are compressed, as MODEL_COMPRESSION."),
    batchSize: z
        .int()
        .min(1)
        .default(1)
        .describe("Requests that the program puts together for the model, as BATCH_SIZE."),
    env: z
        .record(environmentName, z.string())
        .default({})
        .describe("Environment variables; no secrets, which go under `secrets`."),
    secrets: secretsSchema.describe(
        "Environment variables whose value is a secret; the value itself never stands in a stack file.",
    ),
    secretChanges: secretChangesSchema,
    cache: z
        .strictObject({
            size: memoryQuantity.prefault("1Gi").describe("Room for the program's own files."),
        })
        .prefault({})
        .describe("Volume for the program's own files."),
    callers: callersSchema.describe("Who may call the pod of their own node, by name."),
    egress: z.array(egressSchema).default([]).describe("Hosts outside the cluster that the workload calls."),
    probes: z
        .strictObject({
            startup: httpProbe("/startup", { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 }).describe(
                "Whether the server has started.",
            ),
            liveness: httpProbe("/health", { periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 3 }).describe(
                "Whether the server is alive.",
            ),
            readiness: httpProbe("/ready", { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }).describe(
                "Whether the server may be called.",
            ),
        })
        .prefault({})
        .describe("When and how often the kubelet asks the server."),
    graceSeconds: z.int().min(15).max(600).default(40).describe("Seconds from the start of termination to SIGKILL."),
});
export type EdgeInferenceConfig = Readonly<z.output<typeof schema>>;
