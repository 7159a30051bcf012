import { z } from "zod";
import { acceleratorNames } from "../../../config/names";
import { jobShape } from "../../../config/serving/job";
import { modelName, modelVersion } from "../../../config/serving/model";
import { workloadNamespace } from "../../../config/serving/pod";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";

export const kind = "training";

const folderPath = z
    .string()
    .regex(/^([A-Za-z0-9_.-]+\/)+$/, "must be a path that ends with /, such as detector/")
    .refine((path) => !path.split("/").includes(".."), "must not climb out of the store");

export const schema = z.strictObject({
    kind: z.literal(kind),
    ...jobShape,
    namespace: workloadNamespace.default("ml-training"),
    accelerator: z.enum(acceleratorNames).default("v100"),
    gpus: z.int().min(1).max(16).default(2),
    resources: resourcesSchema({ cpu: "4", memory: "16Gi", cpuLimit: "8", memoryLimit: "32Gi" }),
    /** Starts the training. Default: its Job exists and waits, so that an update of the stack never starts an expensive run. */
    run: z.boolean().default(false),
    /** The training program, relative to the image's working folder. */
    command: z.array(z.string().min(1)).min(1).default(["python", "train.py"]),
    epochs: z.int().min(1).default(100),
    batchSize: z.int().min(1).default(64),
    learningRate: z.number().positive().default(0.001),
    /** Further parameters of the program, each as `--name=value`. */
    parameters: z
        .record(
            z
                .string()
                .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and dashes, such as weight-decay"),
            z.union([z.string(), z.number(), z.boolean()]),
        )
        .default({}),
    data: z.strictObject({
        /** Where the training data is in the `data` store; ends with a slash. */
        path: folderPath,
        /** Version of the data, a folder below `path`; the program and MLflow learn of it. Default: `path` itself. */
        version: z
            .string()
            .regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/, "must be one folder name, such as 2026-11-01")
            .optional(),
        /** Local cache of each pod. */
        cacheSize: memoryQuantity.prefault("50Gi"),
    }),
    output: z.strictObject({
        /** Model that the run makes, as `models` of other workloads name it. */
        model: modelName,
        /** Version that it is published under; run n of several publishes version + n. */
        version: modelVersion,
        /** Room for the files of one version. */
        size: memoryQuantity.prefault("20Gi"),
    }),
    checkpoints: z
        .strictObject({
            /** Room for the checkpoints that the program keeps at a time. */
            size: memoryQuantity.prefault("50Gi"),
        })
        .prefault({}),
    /** Runs of the program, each with a version of its own: other seeds, other folds of the data. */
    completions: z.int().min(1).max(100).default(1),
    /** Most runs at the same time. */
    parallelism: z.int().min(1).max(100).default(4),
    /** Seconds that the finished Job and its logs stay. */
    ttlSeconds: z.int().min(0).default(86_400),
    /** Records the runs in MLflow. */
    mlflow: z
        .strictObject({
            /** Default: the workload's name. */
            experiment: z.string().min(1).optional(),
            /** A run that exists, to go on with. */
            runId: z
                .string()
                .regex(/^[0-9a-f]{32}$/, "must be the ID of an MLflow run, 32 hexadecimal digits")
                .optional(),
        })
        .optional(),
});
export type TrainingConfig = Readonly<z.output<typeof schema>>;
