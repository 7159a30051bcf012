import { z } from "zod";
import { alertsSchema } from "./alerts";
import { hostname } from "./ingress";
import { acceleratorNames } from "./names";

export const traceBackends = ["tempo", "jaeger"] as const;
export type TraceBackend = (typeof traceBackends)[number];

const monitoringSchema = z.strictObject({
    /** Days that Prometheus keeps metrics. */
    retentionDays: z.int().min(1).max(365).default(15),
    /** Volume of each Prometheus replica in GiB; metrics are dropped, oldest first, at 85 % of it. */
    storageGiB: z.int().min(10).max(16384).default(100),
    /** Volume of Grafana in GiB, for what users change in its interface. */
    grafanaStorageGiB: z.int().min(1).max(1024).default(10),
    alerts: alertsSchema.prefault({}),
    /** Single sign-on of Grafana by OpenID Connect; default: the generated admin password alone. */
    sso: z
        .strictObject({
            clientId: z.string().min(1),
            /** Secret, below the stack's secret prefix, that holds the client secret. */
            clientSecret: z
                .string()
                .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager"),
            /** Address that users reach Grafana at. */
            rootUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
            authUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
            tokenUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
            apiUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
            /** Role by JMESPath over the token; default: everyone who may log in can view. */
            roleAttributePath: z.string().default("'Viewer'"),
        })
        .optional(),
});

/**
 * Add-ons in the cluster. Istio, KEDA and the metrics stack carry promises of the platform (mTLS, scaling, alerts) and
 * cannot be switched off; each other add-on has `enabled`.
 */
export const addonsSchema = z.strictObject({
    monitoring: monitoringSchema.prefault({}),
    /** NVIDIA device plugin: without it pods cannot ask for GPUs. */
    devicePlugin: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
    /** GPU metrics by DCGM. */
    gpuMetrics: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
    loadBalancerController: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
    clusterAutoscaler: z
        .strictObject({
            enabled: z.boolean().default(true),
            /** Minutes a node is idle before it goes. Default 5 in production, 2 in development. */
            scaleDownMinutes: z.int().min(1).max(1440).optional(),
            /** Share of a node's GPUs in use below which its pods may be moved and the node removed. */
            gpuUtilizationThreshold: z.number().min(0).max(1).default(0.5),
        })
        .prefault({}),
    /** Argo Rollouts: roll-outs that are judged by metrics and taken back. */
    rollouts: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
    /** External Secrets Operator: brings secrets of the cloud's secret store to pods. */
    externalSecrets: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
    logging: z
        .strictObject({
            enabled: z.boolean().default(true),
            /** Days that logs are kept. */
            retentionDays: z.int().min(1).max(3650).default(30),
        })
        .prefault({}),
    tracing: z
        .strictObject({
            enabled: z.boolean().default(true),
            backend: z.enum(traceBackends).default("tempo"),
            /** Share of ordinary traces that is kept, in percent; errors and slow requests are always kept. */
            sampledPercent: z.number().min(0).max(100).default(1),
            /** A request that takes longer is slow, in milliseconds. */
            slowMilliseconds: z.int().min(1).max(600_000).default(2000),
            /** Days that traces are kept. */
            retentionDays: z.int().min(1).max(365).default(7),
        })
        .prefault({}),
    /** Vertical Pod Autoscaler: recommends, and changes pods only where asked. */
    vpa: z
        .strictObject({
            enabled: z.boolean().default(true),
            /** Lets it evict and resize pods whose VPA object asks for that. */
            applyRecommendations: z.boolean().default(false),
        })
        .prefault({}),
    mlflow: z
        .strictObject({
            enabled: z.boolean().default(false),
            /** Lets clients outside the cluster in, through the gateway and only with a token; default: nobody. */
            expose: z
                .strictObject({
                    /** Name that clients call it by; the gateway's certificate must hold it. */
                    hostname,
                    /** Who signs the tokens: their `iss` claim. */
                    issuer: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                    /** Where the issuer's public keys are. */
                    jwksUri: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                    /** Accepted `aud` claims: a token that was made for another service does not fit. */
                    audiences: z.array(z.string().min(1)).min(1),
                })
                .optional(),
        })
        .prefault({}),
    /** GPU slots held by pods that yield to real ones, by accelerator; each slot costs a GPU around the clock. */
    warmCapacity: z.partialRecord(z.enum(acceleratorNames), z.int().min(1).max(100)).default({}),
});
export type AddonsConfig = Readonly<z.output<typeof addonsSchema>>;

/** Add-ons that a stack file can switch off. */
export const optionalAddons = [
    "devicePlugin",
    "gpuMetrics",
    "loadBalancerController",
    "clusterAutoscaler",
    "rollouts",
    "externalSecrets",
    "logging",
    "tracing",
    "vpa",
    "mlflow",
] as const satisfies readonly (keyof AddonsConfig)[];
export type OptionalAddon = (typeof optionalAddons)[number];
