import { z } from "zod";

/** Ports that the mesh's proxy takes in every pod. Source: Istio, application requirements, ports used by Istio. */
const proxyPorts = { first: 15_000, last: 15_099 } as const;

const containerPort = z
    .int()
    .min(1024)
    .max(65_535)
    .refine(
        (port) => port < proxyPorts.first || port > proxyPorts.last,
        `must not be ${proxyPorts.first} to ${proxyPorts.last}, which the mesh's proxy uses in each pod`,
    );

/** Name of a port. Source: Kubernetes, ContainerPort, IANA_SVC_NAME; proxies tell names apart by their first part. */
export const portName = z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 15")
    .meta({ examples: ["admin"] });

/** Ports that the server of an image listens on. */
export const portsSchema = z.strictObject({
    http: containerPort
        .default(8080)
        .describe(
            "Port of predictions, probes and metrics over HTTP, passed to the server as HTTP_PORT. Danger: another value on a " +
                "running workload rejects calls to its old pods until they are replaced.",
        ),
    grpc: containerPort.default(8090).describe("Port of gRPC, passed to the server as GRPC_PORT."),
    others: z
        .record(
            portName,
            z.strictObject({
                port: containerPort.describe("Port in the pods and of the Service."),
                protocol: z
                    .enum(["http", "grpc"])
                    .default("http")
                    .describe("What the server speaks there, for the mesh; over plain text, since the mesh encrypts."),
            }),
        )
        .refine((others) => Object.keys(others).length <= 10, "must be at most 10")
        .default({})
        .meta({ examples: [{ admin: { port: 9100 } }] })
        .describe(
            "Further ports by name. Only callers whose `ports` name one reach it; the gateway never does. Default: none.",
        ),
});
export type PortsConfig = Readonly<z.output<typeof portsSchema>>;
