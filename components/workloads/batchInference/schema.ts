import { z } from "zod";
import { storeFolder } from "../../../config/serving/cloudAccess";
import { cronShape, jobShape, runSeconds } from "../../../config/serving/job";
import { memoryQuantity } from "../../../config/serving/quantity";
import { resourcesSchema } from "../../../config/serving/resources";
import { queueUrl } from "../../../config/serving/scaling";

export const kind = "batch-inference";

export const schema = z.strictObject({
    kind: z.literal(kind).describe("A program over the objects of a bucket, on a schedule or as messages name them."),
    ...jobShape,
    resources: resourcesSchema({ cpu: "2", memory: "8Gi", cpuLimit: "4", memoryLimit: "16Gi" }).describe(
        "CPU and memory of the program's container.",
    ),
    ...cronShape("0 */6 * * *"),
    command: z
        .array(z.string().min(1))
        .min(1)
        .default(["python", "infer.py"])
        .describe("The program, relative to the image's working folder."),
    batchSize: z
        .int()
        .min(1)
        .default(1000)
        .describe("Predictions that the program puts together for the model, as BATCH_SIZE."),
    input: z
        .strictObject({
            path: storeFolder.describe("Where the inputs are in the `data` store; ends with a slash."),
            cacheSize: memoryQuantity.prefault("20Gi").describe("Local cache of each pod."),
        })
        .describe("What the program works off."),
    output: z
        .strictObject({
            path: storeFolder.describe(
                "Where results go in the `results` store, each under the path of its input; ends with a slash.",
            ),
            size: memoryQuantity.prefault("10Gi").describe("Room for results that are not stored yet."),
        })
        .describe("Where results go."),
    queue: z
        .strictObject({
            url: queueUrl.describe(
                "URL of the queue. A message is the path of an input below `input.path`, or a notification of S3.",
            ),
            messages: z.int().min(1).max(100).default(10).describe("Most messages that one pod takes."),
            visibilitySeconds: z
                .int()
                .min(60)
                .max(3600)
                .default(600)
                .describe(
                    "Seconds until the messages of a lost pod come back; a pod that works keeps them for longer.",
                ),
        })
        .optional()
        .describe("Works off what messages name, as they come. Default: works all inputs on the schedule."),
    completions: z
        .int()
        .min(1)
        .max(10_000)
        .default(10)
        .describe("Parts that the inputs of a run are divided into; one pod works each."),
    parallelism: z.int().min(1).max(1000).default(10).describe("Most pods at the same time."),
    deadlineSeconds: runSeconds
        .default(21_000)
        .describe("Default: a run ends ten minutes before the next one of the default schedule."),
});
export type BatchInferenceConfig = Readonly<z.output<typeof schema>>;
