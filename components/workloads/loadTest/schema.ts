import { z } from "zod";
import { imageReference } from "../../../config/serving/image";
import { workloadNamespace } from "../../../config/namespaces";
import { resourcesSchema } from "../../../config/serving/resources";

export const kind = "load-test";

export const schema = z.strictObject({
    kind: z.literal(kind).describe("A k6 load test of another workload; a template that is started by hand."),
    namespace: workloadNamespace.default("ml-testing").describe("Namespace the pods run in."),
    image: imageReference.default("grafana/k6:1.7.1").describe("Image with k6."),
    resources: resourcesSchema({ cpu: "500m", memory: "512Mi", cpuLimit: "2", memoryLimit: "1Gi" }).describe(
        "CPU and memory of each pod that makes load.",
    ),
    target: z
        .string()
        .min(1)
        .meta({ examples: ["detector"] })
        .describe("Workload that is tested; it must list this one under its `callers`."),
    protocol: z.enum(["http", "grpc"]).default("http").describe("Port of the target; gRPC is for TensorFlow Serving."),
    request: z
        .strictObject({
            path: z
                .string()
                .regex(/^\/[^\s?#]*$/, "must be a path such as /v1/models/detector:predict")
                .meta({ examples: ["/v1/models/detector:predict"] })
                .describe("Path of the request; of gRPC `/tensorflow.serving.PredictionService/Predict`."),
            body: z
                .record(z.string(), z.unknown())
                .describe("Content of the request, sent as JSON or as the gRPC message."),
        })
        .meta({ examples: [{ path: "/v1/models/detector:predict", body: { instances: [[1, 2, 3]] } }] })
        .describe("The one request that is sent over and over."),
    users: z.int().min(1).max(100_000).default(100).describe("Users at the same time, over all pods."),
    durationSeconds: z.int().min(10).max(86_400).default(300).describe("How long they send requests."),
    pauseSeconds: z
        .number()
        .min(0)
        .max(600)
        .default(1)
        .describe("Pause of a user between an answer and the next request."),
    parallelism: z.int().min(1).max(100).default(10).describe("Pods that the users are divided among."),
    thresholds: z
        .strictObject({
            latencyP95Ms: z.int().min(1).default(2000).describe("Greatest 95th percentile of latency in milliseconds."),
            maxErrorRatio: z
                .number()
                .min(0)
                .max(1)
                .default(0.05)
                .describe("Greatest share of failed requests and checks."),
            minConfidence: z
                .number()
                .min(0)
                .max(1)
                .optional()
                .describe("Least `confidence` in every answer. Default: not looked at."),
        })
        .prefault({})
        .describe("What fails the test; its Job then fails, too."),
    timeoutSeconds: z.int().min(1).max(600).default(10).describe("Seconds until a request counts as failed."),
    evenInProduction: z.boolean().default(false).describe("The second confirmation that a production stack asks for."),
});
export type LoadTestConfig = Readonly<z.output<typeof schema>>;
