import { z } from "zod";
import { logRetention } from "./logRetention";
import { parseCidr } from "./network";

const networks = z
    .array(z.string().refine((cidr) => parseCidr(cidr) !== undefined, "must be an IPv4 network such as 10.0.8.0/24"))
    .min(1);

/** A service that runs outside this stack. */
const external = z.strictObject({
    kind: z.literal("external"),
    host: z.string().min(1),
    /** Default: the service's usual port. */
    port: z.int().min(1).max(65535).optional(),
    /** Secret, below the stack's secret prefix: a JSON object with `password` and, where there are users, `username`. */
    secret: z.string().regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager"),
    /** Networks that the service answers from. */
    cidrs: networks,
});

const managedPostgres = z.strictObject({
    kind: z.literal("managed"),
    /** Major version of PostgreSQL; minors are applied in the maintenance window. */
    version: z.enum(["16", "17"]).default("17"),
    instanceClass: z
        .string()
        .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "must be an RDS instance class such as db.m7g.large")
        .default("db.m7g.large"),
    storageGiB: z.int().min(20).max(65536).default(100),
    /** Size that storage may grow to by itself. */
    maxStorageGiB: z.int().min(20).max(65536).default(500),
    /** A standby in a second zone. Default: true in production, false in development. */
    multiZone: z.boolean().optional(),
    /** Days that automatic backups are kept. */
    backupDays: z.int().min(1).max(35).default(14),
    /** Days that the database's logs are kept in CloudWatch. */
    logDays: logRetention.default(30),
    /**
     * Allows, for one update, the move to a newer `version`: RDS backs the database up, stops it for some minutes and upgrades it
     * at once. Drop the key afterwards. Default: false, and RDS refuses another major version.
     */
    majorUpgrade: z.boolean().default(false),
    /** Raise it for a new password; pods that read the old one must be restarted. */
    passwordVersion: z.int().min(1).default(1),
    /** Refuses to delete the database, at AWS and in Pulumi. Default: true in production, false in development. */
    deletionProtection: z.boolean().optional(),
});
export type ManagedPostgresConfig = Readonly<z.output<typeof managedPostgres>>;

const managedRedis = z.strictObject({
    kind: z.literal("managed"),
    nodeType: z
        .string()
        .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "must be an ElastiCache node type such as cache.m7g.large")
        .default("cache.m7g.large"),
    /** Copies beside the primary, in other zones. Default: 1 in production, 0 in development. */
    replicas: z.int().min(0).max(5).optional(),
    /** Days that snapshots are kept; 0: none, a cache can be filled again. */
    snapshotDays: z.int().min(0).max(35).default(1),
});
export type ManagedRedisConfig = Readonly<z.output<typeof managedRedis>>;

/** Data stores for workloads that need them; default: none. */
export const dataStoresSchema = z.strictObject({
    postgres: z.discriminatedUnion("kind", [managedPostgres, external]).optional(),
    redis: z.discriminatedUnion("kind", [managedRedis, external]).optional(),
});
export type DataStoresConfig = Readonly<z.output<typeof dataStoresSchema>>;
export type ExternalServiceConfig = Readonly<z.output<typeof external>>;
