import { zoneCount } from "../../config/network";
import { type PlatformConfig } from "../../config/platform";
import { type PodDemand } from "../../config/workload";
import { stackAlarms } from "./alarms/stackAlarms";
import { rdsAuthorities } from "./databases/authorities";
import { classMemoryGiB } from "./databases/postgresAlarms";
import { capacityWarnings, spotWarnings } from "./nodes/capacityFaults";
import { inOneZone } from "./nodes/zonalGroups";

type Judged = Pick<
    PlatformConfig,
    "environment" | "region" | "network" | "nodeGroups" | "cluster" | "modelStore" | "dataStores" | "alarms"
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
    const zones = zoneCount(network);
    const served = plain.some((group) => inOneZone(group) || group.min >= zones);
    return served
        ? []
        : [
              `nodeGroups has no on-demand group without GPU that keeps a node in each of the ${zones} zones: ` +
                  "volumes of add-ons lie in one zone, and a pod whose zone has no node left does not start; " +
                  `set min of such a group to ${zones}, or its perZone to true`,
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

/** Alarms that nobody hears of, and what could have one and has none. */
function alarmWarnings(config: Judged): string[] {
    const { region, dataStores, alarms } = config;
    const specs = stackAlarms(config);
    const silent = [...new Set(specs.map((spec) => spec.region ?? region))]
        .filter((name) => alarms.topics[name] === undefined)
        .map((name) => {
            const count = specs.filter((spec) => (spec.region ?? region) === name).length;
            const subject = count === 1 ? "the alarm there sends" : `the ${count} alarms there send`;
            return (
                `alarms.topics has no topic for ${name}: ${subject} no notification; ` +
                "set the ARN of an SNS topic in that region"
            );
        });
    const { postgres } = dataStores;
    const unknown =
        postgres?.kind === "managed" && specs.length > 0 && classMemoryGiB(postgres.instanceClass) === undefined;
    return unknown
        ? [
              ...silent,
              `dataStores.postgres.instanceClass is ${postgres.instanceClass}, whose memory the program does not know: ` +
                  "there are no alarms on memory and connections of the database; take a class such as db.m7g.large, or " +
                  "create both alarms yourself",
          ]
        : silent;
}
