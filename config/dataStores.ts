import { z } from "zod";
import { logRetention } from "./logRetention";
import { parseCidr } from "./network";

const networks = z
    .array(
        z
            .string()
            .refine((cidr) => parseCidr(cidr) !== undefined, "must be an IPv4 network such as 10.0.8.0/24")
            .meta({ examples: ["10.0.8.0/24"] }),
    )
    .min(1);

/** Programs that each have a user and a database of their own in a managed PostgreSQL: all workloads together, and MLflow. */
export const databaseAccounts = ["application", "mlflow"] as const;
export type DatabaseAccount = (typeof databaseAccounts)[number];
export type AddonAccount = Exclude<DatabaseAccount, "application">;

/** Database of each account. */
export const accountDatabases: Readonly<Record<DatabaseAccount, string>> = {
    application: "inference",
    mlflow: "mlflow",
};

/** A service that runs outside this stack. */
const external = z.strictObject({
    kind: z.literal("external").describe("A service that is already there, inside or outside the network."),
    host: z
        .string()
        .min(1)
        .meta({ examples: ["db.example.com"] })
        .describe("Host name or address of the service."),
    port: z.int().min(1).max(65535).optional().describe("Default: the service's usual port."),
    secret: z
        .string()
        .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
        .meta({ examples: ["databases/inference"] })
        .describe(
            "Secret, below the stack's secret prefix: a JSON object with `password` and, where there are users, " +
                "`username`.",
        ),
    cidrs: networks.describe("Networks that the service answers from."),
});

const managedPostgres = z.strictObject({
    kind: z.literal("managed").describe("A database of the stack in RDS; costs money while it exists."),
    version: z
        .enum(["16", "17"])
        .default("17")
        .describe("Major version of PostgreSQL; minors are applied in the maintenance window."),
    instanceClass: z
        .string()
        .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "must be an RDS instance class such as db.m7g.large")
        .default("db.m7g.large")
        .describe("Size of the database server; costs money by the hour."),
    storageGiB: z.int().min(20).max(65536).default(100).describe("Storage of the database in GiB at its creation."),
    maxStorageGiB: z.int().min(20).max(65536).default(500).describe("Size that storage may grow to by itself."),
    multiZone: z
        .boolean()
        .optional()
        .describe("A standby in a second zone. Default: true in production, false in development."),
    backupDays: z.int().min(1).max(35).default(14).describe("Days that automatic backups are kept."),
    logDays: logRetention.default(30).describe("Days that the database's logs are kept in CloudWatch."),
    majorUpgrade: z
        .boolean()
        .default(false)
        .describe(
            "Allows, for one update, the move to a newer `version`: RDS backs the database up, stops it for some " +
                "minutes and upgrades it at once. Drop the key afterwards. Default: false, and RDS refuses another " +
                "major version.",
        ),
    passwordVersion: z
        .int()
        .min(1)
        .default(1)
        .describe(
            "Raise it by one for new users with new passwords. Pods that still use the previous ones work until it is " +
                "raised again: restart them in between.",
        ),
    deletionProtection: z
        .boolean()
        .optional()
        .describe(
            "Refuses to delete the database, in the cloud and in Pulumi. Default: true in production, false in " +
                "development.",
        ),
});
export type ManagedPostgresConfig = Readonly<z.output<typeof managedPostgres>>;

const managedRedis = z.strictObject({
    kind: z.literal("managed").describe("A cache of the stack in ElastiCache; costs money while it exists."),
    nodeType: z
        .string()
        .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "must be an ElastiCache node type such as cache.m7g.large")
        .default("cache.m7g.large")
        .describe("Size of the cache's nodes; costs money by the hour."),
    replicas: z
        .int()
        .min(0)
        .max(5)
        .optional()
        .describe("Copies beside the primary, in other zones. Default: 1 in production, 0 in development."),
    snapshotDays: z
        .int()
        .min(0)
        .max(35)
        .default(1)
        .describe("Days that snapshots are kept; 0: none, a cache can be filled again."),
});
export type ManagedRedisConfig = Readonly<z.output<typeof managedRedis>>;

/** Data stores for workloads that need them; default: none. */
export const dataStoresSchema = z.strictObject({
    postgres: z
        .discriminatedUnion("kind", [managedPostgres, external])
        .optional()
        .describe("PostgreSQL for workloads and MLflow; default: none."),
    redis: z
        .discriminatedUnion("kind", [managedRedis, external])
        .optional()
        .describe("Redis for workloads; default: none."),
});
export type DataStoresConfig = Readonly<z.output<typeof dataStoresSchema>>;
export type ExternalServiceConfig = Readonly<z.output<typeof external>>;
