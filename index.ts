import * as pulumi from "@pulumi/pulumi";
import { AddOns } from "./components/addons/addOns";
import { acceleratorFaults } from "./components/aws/acceleratorFaults";
import { awsFaults } from "./components/aws/awsFaults";
import { Cluster } from "./components/aws/cluster";
import { ClusterAddons, NodeAddons } from "./components/aws/clusterAddons";
import { DataStores } from "./components/aws/dataStores";
import { EksIdentities } from "./components/aws/identities";
import { ModelStore } from "./components/aws/modelStore";
import { Network } from "./components/aws/network";
import { NodeGroup } from "./components/aws/nodeGroup";
import { NodeRole } from "./components/aws/nodeRole";
import { awsScope, secretPrefix } from "./components/aws/scope";
import { StorageClasses } from "./components/aws/storageClasses";
import { StorageRegion } from "./components/aws/storageRegion";
import { Stores, storesNeeded } from "./components/aws/stores";
import { type Platform } from "./components/platform";
import { workloadKinds } from "./components/workloads/kinds";
import { Workloads } from "./components/workloads/workloads";
import { loadPlatformConfig } from "./config/load";
import { type PlatformConfig } from "./config/platform";
import { workloadFaults } from "./config/workload";

/** The stack as a table of contents; the engine, the simulation and the rehearsal call it. */
const program = async (): Promise<Record<string, unknown>> => {
    const config = loadPlatformConfig(pulumi.getStack(), pulumi.runtime.allConfig(), {
        kinds: workloadKinds,
        checks: [acceleratorFaults, awsFaults, workloadFaults(workloadKinds)],
    });
    const { platform, outputs } = awsPlatform(config);
    const { inCluster } = new AddOns("add-ons", { config, platform });
    const { created } = new Workloads("workloads", {
        workloads: config.workloads,
        topic: config.serving,
        platform,
        inCluster,
    });

    return Promise.resolve({ ...outputs, secretPrefix: platform.secretPrefix, workloads: created });
};

/** Network, cluster, nodes, stores and identities on AWS, and what of them the stack gives out. */
function awsPlatform(config: PlatformConfig): { platform: Platform; outputs: Record<string, unknown> } {
    const scope = awsScope(config);

    const network = new Network("network", { scope, config: config.network });
    const cluster = new Cluster("cluster", { scope, config: config.cluster, network });

    const nodeAddons = new NodeAddons("node-addons", { scope, config: config.cluster, cluster });
    const role = new NodeRole("node-role", { scope });
    const nodeGroups = Object.entries(config.nodeGroups).map(
        ([name, group]) =>
            new NodeGroup(name, {
                scope,
                config: group,
                cluster,
                kubernetesVersion: config.cluster.version,
                network,
                role,
                networking: nodeAddons.ready,
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
    const stores = new Stores("stores", { scope, config: config.buckets, storage, stores: storesNeeded(config) });
    const dataStores = new DataStores("data-stores", {
        scope,
        config: config.dataStores,
        network,
        nodeSecurityGroupId: cluster.securityGroupId,
    });
    const locations = { ...stores.locations, models: models.location };

    const identities = new EksIdentities({
        scope,
        cluster: { name: cluster.name, arn: cluster.arn, agent: nodeAddons.agent },
        stores: locations,
        vpcArn: network.vpcArn,
        secretArns: dataStores.secretArns,
        ...(config.ingress?.dns === undefined ? {} : { hostedZoneId: config.ingress.dns.zoneId }),
    });

    const platform: Platform = {
        cluster: {
            name: cluster.name,
            provider: cluster.provider,
            version: config.cluster.version,
            region: scope.region,
            vpcId: network.vpcId,
            vpcCidr: network.cidr,
            nodeGroups: nodeGroups.map(({ facts }) => facts),
            ready: [...nodeAddons.ready, ...nodeGroups, ...clusterAddons.ready, ...storageClasses.ready],
        },
        identities,
        stores: locations,
        secretPrefix: secretPrefix(config.stack),
        tags: scope.tags,
        ...(dataStores.postgres === undefined ? {} : { postgres: dataStores.postgres }),
        ...(dataStores.redis === undefined ? {} : { redis: dataStores.redis }),
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

export = program;
