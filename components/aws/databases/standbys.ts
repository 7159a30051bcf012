import { type ManagedPostgresConfig, type ManagedRedisConfig } from "../../../config/dataStores";
import { type Environment } from "../../../config/names";

/** How many copies of a data store wait in other zones: one in production, none in development, unless the stack file says. */
export const standbys = {
    postgres: ({ multiZone }: ManagedPostgresConfig, environment: Environment): number =>
        (multiZone ?? environment === "production") ? 1 : 0,
    redis: ({ replicas }: ManagedRedisConfig, environment: Environment): number =>
        replicas ?? (environment === "production" ? 1 : 0),
} as const;
