import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../../config/fault";
import { type PlatformConfig } from "../../config/platform";
import { type PodDemand } from "../../config/workload";
import { type AddonData, type CreatedPlatform, type Platform } from "../platform";
import { Cluster } from "./cluster/cluster";
import { ClusterAddons, NodeAddons } from "./cluster/clusterAddons";
import { nodePrices } from "./cost/nodePrices";
import { DataStores } from "./databases/dataStores";
import { cachePrefix, ImageCache, imageCaches } from "./images/imageCache";
import { EksIdentities } from "./identity/identities";
import { ModelStore } from "./storage/modelStore";
import { ExistingNetwork } from "./network/existingNetwork";
import { foundNetworkFaults, foundNetworkWarnings } from "./network/existingNetworkFaults";
import { findNetwork } from "./network/foundNetwork";
import { Network } from "./network/network";
import { type NetworkAccess } from "./network/networkAccess";
import { QueueAlarms } from "./messaging/queueAlarms";
import { NodeGroup } from "./nodes/nodeGroup";
import { eksGroups } from "./nodes/zonalGroups";
import { NodeRole } from "./nodes/nodeRole";
import { awsCloud } from "./awsCloud";
import { objectStore } from "./storage/objectStore";
import { awsWarnings } from "./awsWarnings";
import { liveAccount } from "./liveAccount";
import { type AwsScope, awsScope, secretPrefix } from "./scope";
import { StorageClasses } from "./cluster/storageClasses";
import { StorageRegion } from "./storage/storageRegion";
import { Stores, storesNeeded } from "./storage/stores";

/**
 * Network, cluster, nodes, stores and identities on AWS.
 *
 * @param addons what the stack's add-ons keep data in: object stores, and databases of a managed PostgreSQL
 * @param demands what pods ask of nodes
 */
export async function eksPlatform(
    config: PlatformConfig,
    addons: AddonData,
    demands: readonly PodDemand[],
): Promise<CreatedPlatform> {
    const scope = awsScope(config, config.addons.monitoring.runbooks);
    const { creatorArn, sizes, claims } = await liveAccount(config, addons.claims);
    awsWarnings(config, demands).forEach((warning) => void pulumi.log.warn(warning));

    const network = await networkOf(config, scope);
    const cluster = new Cluster("cluster", {
        scope,
        config: config.cluster,
        people: config.people,
        network,
        ...(creatorArn !== undefined && { creatorArn }),
    });

    const nodeAddons = new NodeAddons("node-addons", { scope, config: config.cluster, cluster });
    const { cache } = config.images;
    const role = new NodeRole("node-role", {
        scope,
        ...(cache !== undefined && { imageCache: cachePrefix(cache, config.stack) }),
    });
    const imageCache = cache && new ImageCache("image-cache", { scope, config: cache });
    const nodeGroups = eksGroups(config).map(
        ({ name, config: group, zones }) =>
            new NodeGroup(name, {
                scope,
                config: group,
                ...(zones !== undefined && { zones }),
                cluster,
                kubernetesVersion: config.cluster.version,
                network,
                role,
                networking: [...nodeAddons.ready, ...network.endpoints],
                ...(sizes[name] !== undefined && { live: sizes[name] }),
            }),
    );
    const clusterAddons = new ClusterAddons("cluster-addons", {
        scope,
        config: config.cluster,
        cluster,
        nodes: nodeGroups.filter(({ facts }) => facts.taints.length === 0),
        agent: nodeAddons.agent,
    });
    const storageClasses = new StorageClasses("storage-classes", {
        provider: cluster.provider,
        keyArn: clusterAddons.volumeKeyArn,
    });

    const { deletable, accessLogDays } = config.buckets;
    const storage = new StorageRegion("storage", { scope, region: scope.region, accessLogDays, deletable });
    const models = new ModelStore("models", { scope, config: config.modelStore, storage, accessLogDays, deletable });
    const stores = new Stores("stores", {
        scope,
        config: config.buckets,
        storage,
        stores: storesNeeded(addons.stores),
    });
    const dataStores = new DataStores("data-stores", {
        scope,
        config: config.dataStores,
        accounts: addons.accounts,
        network,
        nodeSecurityGroupId: cluster.securityGroupId,
    });
    new QueueAlarms("queue-alarms", { scope, queues: config.alarms.queues });
    const locations = { ...stores.locations, models: models.location };

    const identities = new EksIdentities({
        scope,
        cluster: { name: cluster.name, arn: cluster.arn, agent: nodeAddons.agent },
        stores: locations,
        keys: config.keys,
        vpcArn: network.vpcArn,
        ...(config.ingress?.dns !== undefined && { hostedZoneId: config.ingress.dns.zoneId }),
    });

    const platform: Platform = {
        cluster: {
            name: cluster.name,
            provider: cluster.provider,
            version: config.cluster.version,
            region: scope.region,
            nodeCidrs: network.cidrs,
            nodeGroups: nodeGroups.map(({ facts }) => facts),
            nodePrices: nodePrices(config),
            claims,
            ready: [
                ...nodeAddons.ready,
                ...nodeGroups,
                ...clusterAddons.ready,
                ...storageClasses.ready,
                ...(imageCache?.ready ?? []),
            ],
        },
        identities,
        stores: {
            ...Object.fromEntries(
                Object.entries(stores.locations).map(([store, location]) => [store, objectStore(location)]),
            ),
            models: objectStore(models.location),
        },
        cloud: awsCloud({
            stack: config.stack,
            region: scope.region,
            clusterName: cluster.name,
            network,
            nodeGroups: nodeGroups.map(({ facts }) => facts),
            tags: scope.tags,
        }),
        secretPrefix: secretPrefix(config.stack),
        ...(cache !== undefined && {
            // A plain value: image references decide how they are pulled.
            imageCaches: imageCaches(cache, { ...scope, accountId: (await aws.getCallerIdentity()).accountId }),
        }),
        tags: scope.tags,
        ...(dataStores.postgres !== undefined && { postgres: dataStores.postgres }),
        ...(dataStores.redis !== undefined && { redis: dataStores.redis }),
    };
    const buckets = Object.fromEntries(Object.entries(locations).map(([name, { bucket }]) => [name, bucket]));
    return {
        platform,
        outputs: {
            region: scope.region,
            clusterName: cluster.name,
            kubeconfig: cluster.kubeconfig,
            buckets: { [scope.region]: buckets },
            modelReplicas: models.replicas,
        },
    };
}

/**
 * The network that the stack makes, or the one that is there.
 *
 * @throws ConfigError naming everything that cannot work in a VPC of somebody else
 */
async function networkOf(config: PlatformConfig, scope: AwsScope): Promise<NetworkAccess> {
    const { existing, privateEndpoints } = config.network;
    if (existing === undefined) {
        return new Network("network", { scope, config: config.network });
    }
    const found = await findNetwork(existing);
    const faults = foundNetworkFaults(config, found);
    if (faults.length > 0) {
        throw new ConfigError(config.stack, faults);
    }
    foundNetworkWarnings(config, found).forEach((warning) => void pulumi.log.warn(warning));
    return new ExistingNetwork("network", { scope, config: existing, found, privateEndpoints });
}
