import { type PlatformConfig } from "../../../config/platform";
import { clusterAlarms } from "../cluster/clusterAlarms";
import { postgresAlarms } from "../databases/postgresAlarms";
import { redisAlarms } from "../databases/redisAlarms";
import { standbys } from "../databases/standbys";
import { queueAlarms } from "../messaging/queueAlarms";
import { natAlarms } from "../network/natAlarms";
import { natGatewayCount } from "../network/natGateways";
import { replicationAlarms } from "../storage/replicationAlarms";
import { type AlarmSpec, hasAlarms } from "./alarm";

/** The part of a stack file that alarms follow from. */
export type WatchedStack = Pick<
    PlatformConfig,
    "environment" | "region" | "network" | "dataStores" | "modelStore" | "alarms"
>;

/** What is named by AWS has a stand-in: who asks wants to know which alarms there are. */
const named = "stand-in";

/** The alarms that a stack has, by what they watch; for its cost and its warnings. */
export function stackAlarms(config: WatchedStack): readonly AlarmSpec[] {
    const { environment, region, network, dataStores, modelStore, alarms } = config;
    const { postgres, redis } = dataStores;
    const standby = redis?.kind === "managed" ? standbys.redis(redis, environment) : 0;
    // Development has no replication time control, on which the alarms depend.
    const replicas = environment === "production" ? modelStore.replicaRegions : [];
    const all = [
        ...times(natGatewayCount(network), () => natAlarms(named)),
        ...clusterAlarms(named),
        ...(postgres?.kind === "managed" ? postgresAlarms(named, postgres) : []),
        ...(redis?.kind === "managed" ? times(1 + standby, () => redisAlarms(named, standby > 0)) : []),
        ...replicas.flatMap((replica) =>
            Object.values(replicationAlarms({ bucket: named, region }, { bucket: named, region: replica })),
        ),
        ...alarms.queues.flatMap(queueAlarms),
    ];
    return all.filter((spec) => hasAlarms({ environment, alarms }, spec.region ?? region));
}

function times<T>(count: number, make: () => readonly T[]): readonly T[] {
    return Array.from({ length: count }, make).flat();
}
