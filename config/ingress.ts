import { z } from "zod";
import { parseCidr } from "./network";
import { rateLimitShape } from "./rateLimit";

const loadBalancerSchemes = ["internet-facing", "internal"] as const;
const dnsPolicies = ["upsert-only", "sync", "create-only"] as const;

export const hostname = z
    .string()
    .regex(
        /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
        "must be a host name such as ai-api.example.com",
    )
    .meta({ examples: ["ai-api.example.com"] });

/** How requests from outside reach the platform; without this topic there is no gateway. */
export const ingressSchema = z
    .strictObject({
        hostname: hostname.describe("The one name that clients use."),
        scheme: z
            .enum(loadBalancerSchemes)
            .default("internet-facing")
            .describe(
                "Whether the load balancer has public addresses. Danger: internet-facing publishes every workload " +
                    "with a `gateway`.",
            ),
        certificateArn: z
            .string()
            .regex(
                /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
                "must be the ARN of an ACM certificate",
            )
            .meta({ examples: ["arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000"] })
            .optional()
            .describe(
                "Certificate of AWS Certificate Manager: the load balancer terminates TLS, and sends requests on in plain " +
                    "text unless `tlsSecret` is set too. At least one of the two.",
            ),
        tlsSecret: z
            .string()
            .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
            .meta({ examples: ["ingress/tls"] })
            .optional()
            .describe(
                "Name, below the stack's secret prefix, of a secret with the keys `tls.crt` and `tls.key`: the " +
                    "gateway terminates TLS with it. With `certificateArn` too, the load balancer encrypts again to the gateway, " +
                    "whose certificate may then be self-signed. At least one of the two.",
            ),
        sourceCidrs: z
            .array(
                z
                    .string()
                    .refine((cidr) => parseCidr(cidr) !== undefined, "must be an IPv4 network such as 203.0.113.0/24"),
            )
            .default([])
            .describe("Networks that may connect; default: everyone whom the scheme lets through."),
        rateLimit: z
            .strictObject({
                requestsPerSecond: rateLimitShape.requestsPerSecond.default(50),
                burst: rateLimitShape.burst.default(100),
            })
            .prefault({})
            .describe("Requests that one client address may send; each gateway pod counts for itself."),
        replicas: z
            .strictObject({
                min: z
                    .int()
                    .min(1)
                    .max(100)
                    .optional()
                    .describe("Fewest gateway pods. Default 3 in production, 1 in development."),
                max: z.int().min(1).max(100).default(10).describe("Most gateway pods."),
            })
            .prefault({})
            .describe("Pods of the gateway."),
        dns: z
            .strictObject({
                zone: hostname.describe("Domain of the hosted zone: `example.com`."),
                zoneId: z
                    .string()
                    .regex(/^Z[A-Z0-9]{5,31}$/, "must be the id of a hosted zone such as Z0123456789ABC")
                    .meta({ examples: ["Z0123456789ABC"] })
                    .describe("Id of the hosted zone: the only one that external-dns may change."),
                policy: z.enum(dnsPolicies).default("upsert-only").describe("`upsert-only` never deletes a record."),
                routing: z
                    .union([
                        z.strictObject({ kind: z.literal("latency").describe("The region that answers fastest.") }),
                        z.strictObject({
                            kind: z.literal("weighted").describe("By the weights of the regions' stacks."),
                            weight: z
                                .int()
                                .min(0)
                                .max(255)
                                .describe("Share of this stack, relative to the other stacks' weights."),
                        }),
                    ])
                    .optional()
                    .describe("How several regions share the name; default: this stack's record alone."),
            })
            .optional()
            .describe(
                "Records in Route 53 by external-dns; default: none, somebody else points the name at the load " +
                    "balancer.",
            ),
    })
    .refine((ingress) => ingress.certificateArn !== undefined || ingress.tlsSecret !== undefined, {
        path: ["certificateArn"],
        message:
            "must be set if tlsSecret is not: the load balancer terminates TLS with the one, the gateway with the other",
    })
    .refine((ingress) => ingress.dns === undefined || `.${ingress.hostname}`.endsWith(`.${ingress.dns.zone}`), {
        path: ["dns", "zone"],
        message: "the hostname does not lie in this zone",
    })
    .refine((ingress) => ingress.replicas.min === undefined || ingress.replicas.min <= ingress.replicas.max, {
        path: ["replicas", "min"],
        message: "must not be greater than max",
    });
export type IngressConfig = Readonly<z.output<typeof ingressSchema>>;
