import { z } from "zod";
import { logRetention } from "./logRetention";
import { isPrivate, parseCidr } from "./network";

/** Kubernetes minors that EKS gives standard support and that the pinned charts are tested with. */
export const kubernetesVersions = ["1.35", "1.36", "1.37"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** Types of control-plane logs that EKS can send to CloudWatch. */
const controlPlaneLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** Networks that EKS takes for the public endpoint. Source: Amazon EKS service quotas, public endpoint access CIDR ranges. */
const maxPublicCidrs = 40;

/** Shortest prefix of a network that may reach the public endpoint: with 40 of them most of the internet stays out. */
const widestPublicPrefix = 8;

/** An IAM role that people or programs take on. */
export const roleArn = z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "must be the ARN of an IAM role")
    .meta({ examples: ["arn:aws:iam::123456789012:role/ml-engineers"] });

export const clusterSchema = z.strictObject({
    version: z.enum(kubernetesVersions).default("1.36").describe("Kubernetes minor of the control plane."),
    adminRoles: z
        .array(roleArn)
        .default([])
        .describe("IAM roles that become cluster administrators through access entries."),
    endpoint: z
        .strictObject({
            private: z
                .literal(true)
                .default(true)
                .describe("The private endpoint cannot be switched off: nodes reach the API server through it."),
            publicCidrs: z
                .array(
                    z
                        .string()
                        .refine(
                            (cidr) => parseCidr(cidr) !== undefined,
                            "must be an IPv4 network such as 203.0.113.0/24",
                        )
                        .refine(
                            (cidr) => (parseCidr(cidr)?.prefix ?? 32) >= widestPublicPrefix,
                            `opens the API server to a large part of the internet: list the networks that need it, each /${widestPublicPrefix} or smaller`,
                        )
                        .refine(
                            (cidr) => !isPrivate(cidr),
                            "is a private network, which EKS refuses here: the public endpoint sees public addresses only",
                        ),
                )
                .max(maxPublicCidrs)
                .default([])
                .describe("Networks that may reach the public endpoint; empty keeps it closed."),
            privateCidrs: z
                .array(
                    z.string().refine((cidr) => isPrivate(cidr), "must be a private IPv4 network such as 10.20.0.0/16"),
                )
                .max(50)
                .refine((cidrs) => new Set(cidrs).size === cidrs.length, "names a network twice")
                .default([])
                .describe(
                    "Networks outside the cluster's own that may reach the private endpoint, for example those of a VPN " +
                        "or of a runner in the VPC; each gets a rule of the cluster's security group. Default: none, and then " +
                        "only pods and nodes do.",
                ),
        })
        .prefault({})
        .describe("Addresses of the API server."),
    logs: z
        .array(z.enum(controlPlaneLogs))
        .default([...controlPlaneLogs])
        .describe("Control-plane logs kept in CloudWatch."),
    logDays: logRetention.default(90).describe("Days that control-plane logs are kept."),
    deletionProtection: z.boolean().default(true).describe("Refuses to delete the cluster through the EKS API."),
    addonVersions: z
        .record(z.string(), z.string())
        .default({})
        .describe(
            "EKS add-on versions by add-on name, for example `coredns: v1.13.2-eksbuild.4`; default: EKS's " +
                "default for the minor.",
        ),
});
export type ClusterConfig = Readonly<z.output<typeof clusterSchema>>;
