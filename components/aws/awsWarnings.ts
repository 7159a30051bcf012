import { type PlatformConfig } from "../../config/platform";
import { type PodDemand } from "../../config/workload";
import { rdsAuthorities } from "./databases/authorities";
import { capacityWarnings, spotWarnings } from "./nodes/capacityFaults";
import { inOneZone } from "./nodes/zonalGroups";

type Judged = Pick<
    PlatformConfig,
    "environment" | "region" | "network" | "nodeGroups" | "cluster" | "modelStore" | "dataStores"
>;

/** What a stack file may say and what is probably not meant, one sentence each with its key path. */
export function awsWarnings(config: Judged, demands: readonly PodDemand[]): readonly string[] {
    return [
        ...endpointWarnings(config),
        ...zoneWarnings(config),
        ...databaseWarnings(config),
        ...alarmWarnings(config),
        ...capacityWarnings(demands, config.nodeGroups),
        ...spotWarnings(demands, config.nodeGroups),
    ];
}

function endpointWarnings({ cluster }: Judged): string[] {
    const { publicCidrs, privateCidrs } = cluster.endpoint;
    return publicCidrs.length + privateCidrs.length > 0
        ? []
        : [
              "cluster.endpoint has neither publicCidrs nor privateCidrs: only pods and nodes can reach the API server; " +
                  "add the networks of your VPN or runner to privateCidrs",
          ];
}

/** Add-ons keep volumes on nodes without GPU, each in one zone. */
function zoneWarnings({ nodeGroups, network }: Judged): string[] {
    const plain = Object.values(nodeGroups).filter(
        ({ accelerator, capacity }) => accelerator === undefined && capacity === "on-demand",
    );
    const served = plain.some((group) => inOneZone(group) || group.min >= network.zones);
    return served
        ? []
        : [
              `nodeGroups has no on-demand group without GPU that keeps a node in each of the ${network.zones} zones: ` +
                  "volumes of add-ons lie in one zone, and a pod whose zone has no node left does not start; " +
                  `set min of such a group to ${network.zones}, or its perZone to true`,
          ];
}

function databaseWarnings({ region, dataStores }: Judged): string[] {
    return dataStores.postgres?.kind === "managed" && rdsAuthorities(region) === undefined
        ? [
              `dataStores.postgres is in ${region}, whose certificate authorities the program does not know: ` +
                  "connections are encrypted, but clients do not verify the server",
          ]
        : [];
}

function alarmWarnings({ environment, region, modelStore }: Judged): string[] {
    const { replicaRegions, alarmTopics } = modelStore;
    // Development has no replication time control, on which the alarms depend.
    if (environment !== "production" || replicaRegions.length === 0) {
        return [];
    }
    return [region, ...replicaRegions]
        .filter((name) => alarmTopics[name] === undefined)
        .map(
            (name) =>
                `modelStore.alarmTopics has no topic for ${name}: alarms on replication there send no notification; ` +
                "set the ARN of an SNS topic in that region",
        );
}
