import { type Fault } from "../../config/fault";
import { type PlatformConfig } from "../../config/platform";

type Checked = Pick<
    PlatformConfig,
    "environment" | "cluster" | "nodeGroups" | "region" | "network" | "modelStore" | "buckets" | "dataStores"
>;

/** Faults of the AWS topics that need more than one key to be seen. */
export function awsFaults(config: Checked): readonly Fault[] {
    return [
        ...networkFaults(config),
        ...versionFaults(config),
        ...modelStoreFaults(config),
        ...bucketFaults(config),
        ...dataStoreFaults(config),
    ];
}

function networkFaults({ region, network }: Checked): Fault[] {
    const faults: Fault[] = [];
    if (network.natGateways === "none" && !network.privateEndpoints) {
        const reason = "is none: nodes reach neither AWS nor a registry, set network.privateEndpoints to true";
        faults.push({ path: "network.natGateways", reason });
    }
    const zoneNames = network.zoneNames ?? [];
    if (network.zoneNames !== undefined && zoneNames.length !== network.zones) {
        const reason = `names ${zoneNames.length} zones where network.zones is ${network.zones}: name as many`;
        faults.push({ path: "network.zoneNames", reason });
    }
    zoneNames.forEach((zone, i) => {
        if (!zone.startsWith(region)) {
            faults.push({ path: `network.zoneNames[${i}]`, reason: `is "${zone}": must be a zone of ${region}` });
        } else if (zoneNames.indexOf(zone) !== i) {
            faults.push({ path: `network.zoneNames[${i}]`, reason: `names "${zone}" again: name each zone once` });
        }
    });
    return faults;
}

/** Nodes may be older than the control plane, never newer; a release names its own minor, except Bottlerocket's. */
function versionFaults({ cluster, nodeGroups }: Checked): Fault[] {
    return Object.entries(nodeGroups).flatMap(([name, { version = cluster.version, releaseVersion }]) => {
        const faults: Fault[] = [];
        if (minorOf(version) > minorOf(cluster.version)) {
            const reason = `is "${version}", newer than the control plane: must be at most ${cluster.version}, upgrade the cluster first`;
            faults.push({ path: `nodeGroups.${name}.version`, reason });
        }
        const release = /^(1\.\d+)\.\d+-\d{8}$/.exec(releaseVersion ?? "")?.[1];
        if (release !== undefined && release !== version) {
            const reason = `is "${releaseVersion}", a release for Kubernetes ${release}: take one for ${version}`;
            faults.push({ path: `nodeGroups.${name}.releaseVersion`, reason });
        }
        return faults;
    });
}

function minorOf(version: string): number {
    return Number(version.split(".")[1]);
}

function modelStoreFaults({ region, modelStore }: Checked): Fault[] {
    const faults: Fault[] = modelStore.replicaRegions.flatMap((replica, i) =>
        replica === region
            ? [
                  {
                      path: `modelStore.replicaRegions[${i}]`,
                      reason: `is "${replica}", the region of the stack itself: a replica belongs in another region`,
                  },
              ]
            : [],
    );
    const regions = [region, ...modelStore.replicaRegions];
    for (const [name, topic] of Object.entries(modelStore.alarmTopics)) {
        const path = `modelStore.alarmTopics.${name}`;
        if (!regions.includes(name)) {
            faults.push({ path, reason: `is for a region without models: must be one of ${regions.join(", ")}` });
        } else if (topic.split(":")[3] !== name) {
            faults.push({
                path,
                reason: `is a topic of ${topic.split(":")[3]}: alarms in ${name} need one of their own region`,
            });
        }
    }
    const keyRegion = modelStore.existing?.keyArn?.split(":")[3];
    if (keyRegion !== undefined && keyRegion !== region) {
        const reason = `is a key of ${keyRegion}: pods in ${region} need the key and the bucket of their own region`;
        faults.push({ path: "modelStore.existing.keyArn", reason });
    }
    return faults;
}

function bucketFaults({ environment, buckets }: Checked): Fault[] {
    return buckets.deletable && environment === "production"
        ? [{ path: "buckets.deletable", reason: "is true: production keeps its objects, set it to false" }]
        : [];
}

function dataStoreFaults({ dataStores }: Checked): Fault[] {
    const { postgres } = dataStores;
    return postgres?.kind === "managed" && postgres.maxStorageGiB < postgres.storageGiB
        ? [
              {
                  path: "dataStores.postgres.maxStorageGiB",
                  reason: `is ${postgres.maxStorageGiB}: must not be less than storageGiB, ${postgres.storageGiB}`,
              },
          ]
        : [];
}
