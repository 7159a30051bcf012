import { type AddonFacts, addonFacts } from "../../components/addons/facts";
import { nodeGroupFacts } from "../../components/aws/nodes/nodeGroupFacts";
import { type ObjectStores, type Platform } from "../../components/platform";
import { fakeConfig } from "./fakePlatform";

/** Facts for chart values, with plain texts where a real stack has outputs. */
export function someFacts(topics: Readonly<Record<string, unknown>> = {}): AddonFacts {
    const config = fakeConfig(topics);
    const store = (name: string) => ({ bucket: `test-${name}`, region: config.region });
    const stores = { models: store("models"), logs: store("logs"), traces: store("traces") };
    const nodeGroups = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
    const cluster = {
        name: "test-cluster",
        vpcId: "vpc-0123456789abcdef0",
        vpcCidr: config.network.cidr,
        version: config.cluster.version,
        nodeGroups,
    };
    const platform = {
        cluster,
        stores: stores as unknown as ObjectStores,
        secretPrefix: "p/",
        tags: { stack: "test" },
    };
    return addonFacts(config, platform as unknown as Platform);
}
