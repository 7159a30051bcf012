import { z } from "zod";
import { jwtSchema } from "../jwt";
import { workloadNamespaces } from "../names";
import { parseCidr } from "../network";

const dnsLabel = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 63");

/** Ports a serving workload can offer; which of them exist depends on the kind. */
const portNames = ["grpc", "http"] as const;
export type PortName = (typeof portNames)[number];

const requestPath = z
    .string()
    .regex(/^\/[^\s*?#]*\*?$/, "must be a path such as /v1/models/detector:predict, or a prefix that ends with *");

/** One caller inside the cluster: its identity, and what it may call. */
const callerSchema = z.strictObject({
    /** Where its pods run; default: the workload's own namespace. */
    namespace: z.union([z.enum(workloadNamespaces), dnsLabel]).optional(),
    /** Its service account; default: the caller's name. */
    serviceAccount: dnsLabel.optional(),
    /** Labels of its pods; default: `app: <caller's name>`. */
    podLabels: z.record(z.string(), z.string()).optional(),
    /** Ports it may call; default: every port the workload serves. */
    ports: z.array(z.enum(portNames)).min(1).optional(),
    /** Request paths it may call; default: all. A gRPC method is a path: `/package.Service/Method`. */
    paths: z.array(requestPath).min(1).optional(),
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
    );

/** Makes the workload reachable through the platform's gateway. */
export const gatewaySchema = z.strictObject({
    /** Where HTTP requests come in; the prefix is cut off before the workload sees them. Default `/<workload>/`. */
    pathPrefix: z
        .string()
        .regex(/^\/([a-z0-9-]+\/)+$/, "must be a path that starts and ends with /, such as /detector/")
        .optional(),
    /** gRPC services that come in by their full names, for example `tensorflow.serving.PredictionService`. */
    grpcServices: z
        .array(
            z.string().regex(/^[A-Za-z_][\w.]*$/, "must be a full name such as tensorflow.serving.PredictionService"),
        )
        .default([]),
    /**
     * HTTP paths that clients may call, without `pathPrefix`: a path, or a prefix that ends with `*`. Default: the kind's
     * prediction paths. Empty: gRPC alone. Metrics, health and shutdown are refused.
     */
    paths: z.array(publishedPath).max(20).optional(),
    /** HTTP methods of these paths. */
    methods: z
        .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]))
        .min(1)
        .default(["POST"]),
    /** Only requests with a token of this issuer. Required in production, unless `public` is true. */
    jwt: jwtSchema.optional(),
    /** Confirms that any client of the gateway may call. */
    public: z.boolean().default(false),
    /** Lets scripts of other web sites call; default: none. */
    cors: z
        .strictObject({
            /** Origins of these sites, without path: `https://app.example.com`. */
            origins: z
                .array(
                    z
                        .string()
                        .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, "must be an origin such as https://app.example.com"),
                )
                .min(1),
            /** Request headers that scripts may set. */
            headers: z
                .array(z.string().regex(/^[a-z0-9-]+$/, "must be a header name in lower case"))
                .default(["authorization", "content-type"]),
            /** How long browsers remember the answer. */
            maxAgeSeconds: z.int().min(0).max(86_400).default(600),
        })
        .optional(),
});
export type GatewayConfig = Readonly<z.output<typeof gatewaySchema>>;

/** A host outside the cluster that the workload calls. */
export const egressSchema = z.strictObject({
    host: z
        .string()
        .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a full host name such as api.example.com"),
    port: z.int().min(1).max(65535).default(443),
    /** How the mesh reads the connection: `TLS` is opaque, `HTTP` lets it see requests. */
    protocol: z.enum(["TLS", "HTTP", "GRPC", "TCP"]).default("TLS"),
    /** Networks that the host answers from; needed for every port but 443, which alone may go to any address. */
    cidrs: z
        .array(
            z
                .string()
                .refine(
                    (cidr) => (parseCidr(cidr)?.prefix ?? 0) > 0,
                    "must be an IPv4 network such as 198.51.100.0/24",
                ),
        )
        .default([]),
});
export type EgressConfig = Readonly<z.output<typeof egressSchema>>;

/** Managed data stores of the stack that a workload may reach. */
export const dataStoreNames = ["postgres", "redis"] as const;
export type DataStoreName = (typeof dataStoreNames)[number];
