import { z } from "zod";
import { parseCidr } from "./network";

const loadBalancerSchemes = ["internet-facing", "internal"] as const;
const dnsPolicies = ["upsert-only", "sync", "create-only"] as const;

export const hostname = z
    .string()
    .regex(
        /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
        "must be a host name such as ai-api.example.com",
    );

/** How requests from outside reach the platform; without this topic there is no gateway. */
export const ingressSchema = z
    .strictObject({
        /** The one name that clients use. */
        hostname,
        scheme: z.enum(loadBalancerSchemes).default("internet-facing"),
        /** Certificate of AWS Certificate Manager: the load balancer ends TLS. Either this or `tlsSecret`. */
        certificateArn: z
            .string()
            .regex(
                /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
                "must be the ARN of an ACM certificate",
            )
            .optional(),
        /**
         * Name, below the stack's secret prefix, of a secret with the keys `tls.crt` and `tls.key`: the gateway ends TLS.
         * Either this or `certificateArn`.
         */
        tlsSecret: z
            .string()
            .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
            .optional(),
        /** Networks that may connect; default: everyone whom the scheme lets through. */
        sourceCidrs: z
            .array(
                z
                    .string()
                    .refine((cidr) => parseCidr(cidr) !== undefined, "must be an IPv4 network such as 203.0.113.0/24"),
            )
            .default([]),
        /** Requests that one client address may send; each gateway pod counts for itself. */
        rateLimit: z
            .strictObject({
                requestsPerSecond: z.int().min(1).max(100_000).default(50),
                /** Requests that may come at once after a pause. */
                burst: z.int().min(1).max(1_000_000).default(100),
            })
            .prefault({}),
        replicas: z
            .strictObject({
                /** Default 3 in production, 1 in development. */
                min: z.int().min(1).max(100).optional(),
                max: z.int().min(1).max(100).default(10),
            })
            .prefault({}),
        /** Records in Route 53 by external-dns; default: none, the DNS record is managed elsewhere. */
        dns: z
            .strictObject({
                /** Domain of the hosted zone: `example.com`. */
                zone: hostname,
                /** Id of the hosted zone: the only one that external-dns may change. */
                zoneId: z.string().regex(/^Z[A-Z0-9]{5,31}$/, "must be the id of a hosted zone such as Z0123456789ABC"),
                /** `upsert-only` never deletes a record. */
                policy: z.enum(dnsPolicies).default("upsert-only"),
                /** How several regions share the name; default: this stack's record alone. */
                routing: z
                    .union([
                        z.strictObject({ kind: z.literal("latency") }),
                        z.strictObject({ kind: z.literal("weighted"), weight: z.int().min(0).max(255) }),
                    ])
                    .optional(),
            })
            .optional(),
    })
    .refine((ingress) => (ingress.certificateArn === undefined) !== (ingress.tlsSecret === undefined), {
        path: ["certificateArn"],
        message: "must be set if tlsSecret is not, and left out if it is: one of the two terminates TLS",
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
