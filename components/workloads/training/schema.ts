import { z } from "zod";
import { acceleratorNames } from "../../../config/names";
import { storeFolder } from "../../../config/serving/cloudAccess";
import { jobShape, repetitionSchema } from "../../../config/serving/job";
import { modelName, modelVersion } from "../../../config/serving/model";
import { workloadNamespace } from "../../../config/namespaces";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";

export const kind = "training";

export const schema = z.strictObject({
    kind: z.literal(kind).describe("A training program that runs to its end and publishes a model."),
    ...jobShape,
    namespace: workloadNamespace.default("ml-training").describe("Namespace the pods run in."),
    accelerator: z.enum(acceleratorNames).default("v100").describe("GPU model."),
    gpus: z
        .int()
        .min(1)
        .max(16)
        .default(2)
        .describe("GPUs per run. Costs money: a node runs for as long as the Job does."),
    resources: resourcesSchema({ cpu: "4", memory: "16Gi", cpuLimit: "8", memoryLimit: "32Gi" }).describe(
        "CPU and memory of the program's container.",
    ),
    run: z
        .boolean()
        .default(false)
        .describe(
            "Starts the training, or what its `retraining` waits for. Default: it exists and waits, so that an " +
                "update of the stack never starts an expensive run.",
        ),
    retraining: repetitionSchema
        .optional()
        .describe(
            "Trains again and again, on a schedule or when predictions drift, each time a new version. Default: one run, " +
                "of `output.version`.",
        ),
    command: z
        .array(z.string().min(1))
        .min(1)
        .default(["python", "train.py"])
        .describe("The training program, relative to the image's working folder."),
    epochs: z.int().min(1).default(100).describe("Passes over the data, as `--epochs`."),
    batchSize: z.int().min(1).default(64).describe("Samples per step, as `--batch-size`."),
    learningRate: z.number().positive().default(0.001).describe("Learning rate, as `--learning-rate`."),
    parameters: z
        .record(
            z
                .string()
                .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and dashes, such as weight-decay"),
            z.union([z.string(), z.number(), z.boolean()]),
        )
        .default({})
        .describe("Further parameters of the program, each as `--name=value`."),
    data: z
        .strictObject({
            path: storeFolder.describe("Where the training data is in the `data` store; ends with a slash."),
            version: z
                .string()
                .regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/, "must be one folder name, such as 2026-11-01")
                .meta({ examples: ["2026-11-01"] })
                .optional()
                .describe(
                    "Version of the data, a folder below `path`; the program and MLflow learn of it. Default: `path` " +
                        "itself.",
                ),
            cacheSize: memoryQuantity.prefault("50Gi").describe("Local cache of each pod."),
        })
        .describe("What the program learns from."),
    output: z
        .strictObject({
            model: modelName.describe("Model that the run makes, as `models` of other workloads name it."),
            version: modelVersion
                .optional()
                .describe(
                    "Version that it is published under; run n of several publishes version + n. With `retraining`, " +
                        "runs number their versions by their time, in minutes since 1970.",
                ),
            size: memoryQuantity.prefault("20Gi").describe("Room for the files of one version."),
        })
        .describe("Where the model is published."),
    checkpoints: z
        .strictObject({
            size: memoryQuantity
                .prefault("50Gi")
                .describe("Room for the checkpoints that the program keeps at a time."),
        })
        .prefault({})
        .describe("Volume with which an interrupted run resumes."),
    completions: z
        .int()
        .min(1)
        .max(100)
        .default(1)
        .describe("Runs of the program, each with a version of its own: other seeds, other folds of the data."),
    parallelism: z.int().min(1).max(100).default(4).describe("Most runs at the same time."),
    pods: z
        .int()
        .min(1)
        .max(64)
        .default(1)
        .describe(
            "Pods that train one model together, each with `gpus`: all of them start, or none. More than one needs `addons.kueue`.",
        ),
    peerPorts: z
        .array(z.int().min(1024).max(14_999))
        .max(16)
        .default([])
        .meta({ examples: [[12400]] })
        .describe(
            "Further ports on which the pods of one run reach each other, beside 2222 (TensorFlow) and 29500 (rendezvous of PyTorch). " +
                "A framework that takes ports at random does not work through the mesh.",
        ),
    ttlSeconds: z.int().min(0).default(86_400).describe("Seconds that the finished Job and its logs stay."),
    mlflow: z
        .strictObject({
            experiment: z
                .string()
                .min(1)
                .meta({ examples: ["detector"] })
                .optional()
                .describe("Default: the workload's name."),
            runId: z
                .string()
                .regex(/^[0-9a-f]{32}$/, "must be the ID of an MLflow run, 32 hexadecimal digits")
                .meta({ examples: ["0123456789abcdef0123456789abcdef"] })
                .optional()
                .describe("A run that exists, to go on with."),
        })
        .optional()
        .describe("Records the runs in MLflow."),
});
export type TrainingConfig = Readonly<z.output<typeof schema>>;
