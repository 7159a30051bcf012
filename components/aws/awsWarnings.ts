import { type PlatformConfig } from "../../config/platform";

type Judged = Pick<PlatformConfig, "environment" | "region" | "cluster" | "modelStore">;

/** What a stack file may say and what is probably not meant, one sentence each with its key path. */
export function awsWarnings(config: Judged): readonly string[] {
    return [...endpointWarnings(config), ...alarmWarnings(config)];
}

function endpointWarnings({ cluster }: Judged): string[] {
    const { publicCidrs, privateCidrs } = cluster.endpoint;
    return publicCidrs.length + privateCidrs.length > 0
        ? []
        : [
              "cluster.endpoint has neither publicCidrs nor privateCidrs: only pods and nodes reach the API server; " +
                  "name the networks of your VPN or runner under privateCidrs",
          ];
}

function alarmWarnings({ environment, region, modelStore }: Judged): string[] {
    const { replicaRegions, alarmTopics } = modelStore;
    // Development pays for no replication time control, and without it there are no alarms.
    if (environment !== "production" || replicaRegions.length === 0) {
        return [];
    }
    return [region, ...replicaRegions]
        .filter((name) => alarmTopics[name] === undefined)
        .map(
            (name) =>
                `modelStore.alarmTopics has no topic for ${name}: the alarms on replication there notify nobody; ` +
                "name the ARN of an SNS topic of that region",
        );
}
