import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { addonData } from "../../components/addons";
import { addonSchemas } from "../../components/addons/definitions";
import { nodePrices } from "../../components/aws/cost/nodePrices";
import { nodeGroupFacts } from "../../components/aws/nodes/nodeGroupFacts";
import { awsCloud } from "../../components/aws/awsCloud";
import { objectStore } from "../../components/aws/storage/objectStore";
import { storesNeeded } from "../../components/aws/storage/stores";
import { type Identities, type ObjectStore, type ObjectStores, type Platform } from "../../components/platform";
import { loadPlatformConfig } from "../../config/load";
import { type PlatformConfig } from "../../config/platform";

/** Node groups of every sort: plain, T4, V100, spot. */
export const someNodeGroups = {
    system: { instanceTypes: ["m7i.large"], min: 3, max: 6 },
    "gpu-t4": { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 1, max: 20 },
    "gpu-v100": { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 4 },
    "spot-t4": { accelerator: "t4", capacity: "spot", instanceTypes: ["g4dn.xlarge"], min: 0, max: 20 },
};

/** A stack file's topics, checked and completed as the real ones are; only node groups are filled in when absent. */
export function fakeConfig(topics: Readonly<Record<string, unknown>> = {}): PlatformConfig {
    const entries = Object.entries({ nodeGroups: someNodeGroups, ...topics }).map(([key, value]) => [
        `inference-platform:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return loadPlatformConfig("test", { "aws:region": "us-west-2", ...Object.fromEntries(entries) } as never, {
        kinds: {},
        addons: addonSchemas,
        checks: [],
    });
}

/** A cluster as everything above the cloud layer sees it, without a cloud; run it under mocks. */
export function fakePlatform(config: PlatformConfig): Platform {
    const store = (name: string): ObjectStore =>
        objectStore({ bucket: pulumi.output(`test-${name}`), region: config.region });
    const others = Object.fromEntries(storesNeeded(addonData(config).stores).map((name) => [name, store(name)]));
    const stores: ObjectStores = { ...others, models: store("models") };
    const clusterName = pulumi.output("test-cluster");
    const vpcId = pulumi.output("vpc-0123456789abcdef0");
    const nodeGroups = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
    const tags = { project: "inference-platform", stack: "test" };
    return {
        cluster: {
            name: clusterName,
            provider: new k8s.Provider("test-cluster", { kubeconfig: "{}" }),
            version: config.cluster.version,
            region: config.region,
            nodeCidrs: [config.network.cidr],
            nodeGroups,
            nodePrices: nodePrices(config),
            ready: [new FakeCloudThing("test:cloud:Nodes", "nodes")],
        },
        identities: fakeIdentities,
        stores,
        secretPrefix: "inference-platform/test/",
        cloud: awsCloud({
            stack: config.stack,
            region: config.region,
            clusterName,
            network: { vpcId },
            nodeGroups,
            tags,
        }),
        tags,
    };
}

/** A component with one child: to depend on a component is to depend on what it holds. */
class FakeCloudThing extends pulumi.ComponentResource {
    constructor(type: string, name: string, args: pulumi.Inputs = {}, opts?: pulumi.ComponentResourceOptions) {
        super(type, name, args, opts);
        new random.RandomPassword(`${name}-${type}`, { length: 8 }, { parent: this });
        this.registerOutputs();
    }
}

/** One component per identity, with what was asked for as its inputs. */
const fakeIdentities: Identities = {
    forWorkload: (name, { namespaceReady: _namespaceReady, secrets: _secrets, ...args }, opts) =>
        new FakeCloudThing("test:cloud:WorkloadIdentity", name, args, opts),
    forAddon: (addon, args, opts) => new FakeCloudThing("test:cloud:AddonIdentity", addon, args, opts),
};
