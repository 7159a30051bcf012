import { type Fault } from "../../config/fault";
import { type AcceleratorName } from "../../config/names";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { addonVersionFaults } from "./cluster/addonVersionFaults";
import { imageCacheFaults } from "./images/imageCacheFaults";
import { queueOf } from "./messaging/queues";
import { existingNetworkFaults } from "./network/existingNetworkFaults";
import { wayOutFaults } from "./network/wayOutFaults";
import { accelerators } from "./nodes/accelerators";
import { regionFaults } from "./regionFaults";
import { stackNameFaults } from "./stackNameFaults";

type Checked = Pick<
    PlatformConfig,
    | "stack"
    | "environment"
    | "cluster"
    | "people"
    | "nodeGroups"
    | "region"
    | "network"
    | "modelStore"
    | "alarms"
    | "keys"
    | "buckets"
    | "dataStores"
    | "ingress"
    | "images"
    | "addons"
>;

/** Faults of the AWS topics that need more than one key to be seen. */
export function awsFaults(config: Checked): readonly Fault[] {
    return collectFaults(
        () => stackNameFaults(config.stack),
        () => regionFaults(config),
        () => networkFaults(config),
        () => existingNetworkFaults(config),
        () => addonVersionFaults(config.cluster),
        () => peopleFaults(config),
        () => versionFaults(config),
        () => modelStoreFaults(config),
        () => alarmFaults(config),
        () => bucketFaults(config),
        () => imageCacheFaults(config),
        () => dataStoreFaults(config),
    );
}

/** Without NAT only what has an endpoint in the network can be reached. */
function networkFaults(config: Checked): Fault[] {
    const { network } = config;
    if (network.existing !== undefined || network.natGateways !== "none") {
        return [];
    }
    const faults: Fault[] = [];
    if (!network.privateEndpoints) {
        const reason =
            "is none, and network.privateEndpoints is false, so nodes can reach neither AWS nor a registry: set privateEndpoints to true";
        faults.push({ path: "network.natGateways", reason });
    }
    return [...faults, ...wayOutFaults(config, "natGateways none", "network.natGateways to single")];
}

/** People reach EKS as IAM roles, each with one access entry. */
function peopleFaults({ cluster, people }: Checked): Fault[] {
    return Object.entries(people).flatMap(([team, { role, group }]) => {
        if (group !== undefined) {
            const reason =
                "names a group of another authentication: on EKS set role to the ARN of an IAM role in its place";
            return [{ path: `people.${team}.group`, reason }];
        }
        const reason = `is also in cluster.adminRoles, whose people may do everything already: remove one of the two`;
        return role !== undefined && cluster.adminRoles.includes(role) ? [{ path: `people.${team}.role`, reason }] : [];
    });
}

/** Nodes may be older than the control plane, never newer; a release names its own minor, except Bottlerocket's. */
function versionFaults({ cluster, nodeGroups }: Checked): Fault[] {
    return Object.entries(nodeGroups).flatMap(([name, { version = cluster.version, releaseVersion, accelerator }]) => {
        const faults: Fault[] = [];
        if (minorOf(version) > minorOf(cluster.version)) {
            const reason = `is "${version}", newer than the control plane: must be at most ${cluster.version}, upgrade the cluster first`;
            faults.push({ path: `nodeGroups.${name}.version`, reason });
        }
        return [...faults, ...releaseFaults(`nodeGroups.${name}.releaseVersion`, version, releaseVersion, accelerator)];
    });
}

/** Each family of node images writes its releases in a way of its own. Source: EKS user guide, Amazon Linux and Bottlerocket AMI versions. */
function releaseFaults(
    path: string,
    version: string,
    releaseVersion: string | undefined,
    accelerator: AcceleratorName | undefined,
): Fault[] {
    if (releaseVersion === undefined) {
        return [];
    }
    const bottlerocket = accelerator !== undefined && accelerators[accelerator].amiType.startsWith("BOTTLEROCKET");
    const [family, example, pattern] = bottlerocket
        ? ["Bottlerocket", "1.66.0-0a1b2c3d", /^1\.\d+\.\d+-[0-9a-f]{8}$/]
        : ["Amazon Linux 2023", `${version}.3-20260903`, /^(1\.\d+)\.\d+-\d{8}$/];
    const match = pattern.exec(releaseVersion);
    // Eight digits are a date in one family and could be a commit in the other.
    if (match === null || (bottlerocket && /-20\d{6}$/.test(releaseVersion))) {
        const reason = `is "${releaseVersion}", but nodes of this group start from ${family}: take a release such as ${example}`;
        return [{ path, reason }];
    }
    const [, release] = match;
    return release === undefined || release === version
        ? []
        : [{ path, reason: `is "${releaseVersion}", a release for Kubernetes ${release}: take one for ${version}` }];
}

function minorOf(version: string): number {
    return Number(version.split(".")[1]);
}

function modelStoreFaults({ region, modelStore }: Checked): Fault[] {
    const faults: Fault[] = [];
    const keyRegion = modelStore.existing?.keyArn?.split(":")[3];
    if (keyRegion !== undefined && keyRegion !== region) {
        const reason = `is a key of ${keyRegion}: pods in ${region} need the key and the bucket of their own region`;
        faults.push({ path: "modelStore.existing.keyArn", reason });
    }
    return faults;
}

function alarmFaults({ region, modelStore, alarms }: Checked): Fault[] {
    const faults: Fault[] = [];
    const queues = alarms.queues.flatMap(({ url, deadLetterUrl }) =>
        [url, ...(deadLetterUrl === undefined ? [] : [deadLetterUrl])].map((each) => queueOf(each).region),
    );
    const regions = [...new Set([region, ...modelStore.replicaRegions, ...queues])];
    for (const [name, topic] of Object.entries(alarms.topics)) {
        const path = `alarms.topics.${name}`;
        if (!regions.includes(name)) {
            faults.push({ path, reason: `is for a region without alarms: must be one of ${regions.join(", ")}` });
        } else if (topic.split(":")[3] !== name) {
            faults.push({
                path,
                reason: `is a topic of ${topic.split(":")[3]}: alarms in ${name} need one of their own region`,
            });
        }
    }
    return faults;
}

function bucketFaults({ environment, buckets }: Checked): Fault[] {
    return buckets.deletable && environment === "production"
        ? [{ path: "buckets.deletable", reason: "is true: production keeps its objects, set it to false" }]
        : [];
}

/** Source: RDS user guide, storage autoscaling: the threshold is at least a tenth above what is allocated. */
function dataStoreFaults({ dataStores }: Checked): Fault[] {
    const { postgres } = dataStores;
    if (postgres?.kind !== "managed") {
        return [];
    }
    const { storageGiB, maxStorageGiB } = postgres;
    const least = Math.ceil((storageGiB * 11) / 10);
    const reason = `is ${maxStorageGiB}: must be at least a tenth more than storageGiB, ${least}`;
    return maxStorageGiB < least ? [{ path: "dataStores.postgres.maxStorageGiB", reason }] : [];
}
