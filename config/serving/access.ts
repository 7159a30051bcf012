import { z } from "zod";
import { jwtSchema } from "../jwt";
import { labels } from "../labels";
import { workloadNamespace } from "../namespaces";
import { parseCidr } from "../network";
import { rateLimitShape } from "../rateLimit";
import { portName } from "./ports";
import { gibibytes, memoryQuantity } from "./quantity";

const dnsLabel = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 63")
    .meta({ examples: ["detector-client"] });

/** Ports that clients and the gateway know; which of them exist depends on the kind. */
export type PortName = "grpc" | "http";

const requestPath = z
    .string()
    .regex(/^\/[^\s*?#]*\*?$/, "must be a path such as /v1/models/detector:predict, or a prefix that ends with *")
    .meta({ examples: ["/v1/models/detector:predict"] });

/** One caller inside the cluster: its identity, and what it may call. */
const callerSchema = z.strictObject({
    namespace: workloadNamespace.optional().describe("Where its pods run; default: the workload's own namespace."),
    serviceAccount: dnsLabel.optional().describe("Its service account; default: the caller's name."),
    podLabels: labels.optional().describe("Labels of its pods; default: `app: <caller's name>`."),
    ports: z
        .array(portName)
        .min(1)
        .optional()
        .describe("Ports it may call, by name; default: `http` and `grpc`, whichever the workload serves."),
    paths: z
        .array(requestPath)
        .min(1)
        .optional()
        .describe("Request paths it may call; default: all. A gRPC method is a path: `/package.Service/Method`."),
});
export type CallerConfig = Readonly<z.output<typeof callerSchema>>;

export const callersSchema = z.record(dnsLabel, callerSchema).default({});
export type CallersConfig = Readonly<z.output<typeof callersSchema>>;

/** Without `..`, `//`, escapes and queries, which the gateway and a server may read differently. */
const publishedPath = z
    .string()
    .regex(
        /^\/([\w~:@-][\w.~:@-]*\/)*([\w~:@-][\w.~:@-]*)?\*?$/,
        "must be a path such as /predict, or a prefix that ends with * such as /v2/models/*",
    )
    .meta({ examples: ["/v2/models/*"] });

/** Makes the workload reachable through the platform's gateway. */
export const gatewaySchema = z.strictObject({
    pathPrefix: z
        .string()
        .regex(/^\/([a-z0-9-]+\/)+$/, "must be a path that starts and ends with /, such as /detector/")
        .meta({ examples: ["/detector/"] })
        .optional()
        .describe(
            "Where HTTP requests come in; the prefix is cut off before the workload sees them. Default " +
                "`/<workload>/`.",
        ),
    grpcServices: z
        .array(
            z.string().regex(/^[A-Za-z_][\w.]*$/, "must be a full name such as tensorflow.serving.PredictionService"),
        )
        .default([])
        .describe(
            "gRPC services that come in by their full names, for example `tensorflow.serving.PredictionService`.",
        ),
    paths: z
        .array(publishedPath)
        .max(20)
        .optional()
        .describe(
            "HTTP paths that clients may call, without `pathPrefix`: a path, or a prefix that ends with `*`. " +
                "Default: the kind's prediction paths. Empty: gRPC alone. Metrics, health and shutdown are refused.",
        ),
    methods: z
        .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]))
        .min(1)
        .default(["POST"])
        .describe("HTTP methods of these paths."),
    jwt: jwtSchema
        .optional()
        .describe("Only requests with a token of this issuer. Required in production, unless `public` is true."),
    public: z.boolean().default(false).describe("Confirms that anybody who reaches the gateway may call."),
    rateLimit: z
        .strictObject(rateLimitShape)
        .optional()
        .describe(
            "Requests to this workload that one client address may send, beside what `ingress.rateLimit` leaves it for all " +
                "workloads; each gateway pod counts for itself. Default: `ingress.rateLimit` alone.",
        ),
    maxRequestSize: memoryQuantity
        .refine((size) => gibibytes(size) <= 1, "must be at most 1Gi: the gateway holds each request in memory")
        .optional()
        .describe(
            "Greatest body of a request; larger ones get 413. The gateway then holds each request in memory until it is " +
                "complete, so that a gRPC client cannot wait for answers while it still sends. Default: no limit.",
        ),
    cors: z
        .strictObject({
            origins: z
                .array(
                    z
                        .string()
                        .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, "must be an origin such as https://app.example.com")
                        .meta({ examples: ["https://app.example.com"] }),
                )
                .min(1)
                .describe("Origins of these sites, without path: `https://app.example.com`."),
            headers: z
                .array(z.string().regex(/^[a-z0-9-]+$/, "must be a header name in lower case"))
                .default(["authorization", "content-type"])
                .describe("Request headers that scripts may set."),
            maxAgeSeconds: z.int().min(1).max(86_400).default(600).describe("How long browsers remember the answer."),
        })
        .optional()
        .describe("Lets scripts of other web sites call; default: none."),
});
export type GatewayConfig = Readonly<z.output<typeof gatewaySchema>>;

/** A host outside the cluster that the workload calls. */
export const egressSchema = z.strictObject({
    host: z
        .string()
        .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a full host name such as api.example.com")
        .meta({ examples: ["api.example.com"] })
        .describe("Host that is called."),
    port: z.int().min(1).max(65535).default(443).describe("Port that is called."),
    protocol: z
        .enum(["TLS", "HTTP", "GRPC", "TCP"])
        .default("TLS")
        .describe("How the mesh reads the connection: `TLS` is opaque, `HTTP` lets it see requests."),
    cidrs: z
        .array(
            z
                .string()
                .refine(
                    (cidr) => (parseCidr(cidr)?.prefix ?? 0) > 0,
                    "must be an IPv4 network such as 198.51.100.0/24",
                ),
        )
        .default([])
        .describe(
            "Networks that the host answers from; needed for every port but 443, which alone may go to any " +
                "address.",
        ),
});
export type EgressConfig = Readonly<z.output<typeof egressSchema>>;

/** Managed data stores of the stack that a workload may reach. */
export const dataStoreNames = ["postgres", "redis"] as const;
export type DataStoreName = (typeof dataStoreNames)[number];
