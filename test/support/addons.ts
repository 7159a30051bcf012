import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AddOns } from "../../components/addons";
import { addonFacts } from "../../components/addons/addonFacts";
import { type NamedRelease, releases } from "../../components/addons/definitions";
import { type AddonFacts } from "../../components/addons/facts";
import { awsCloud } from "../../components/aws/awsCloud";
import { nodeGroupFacts } from "../../components/aws/nodes/nodeGroupFacts";
import { objectStore } from "../../components/aws/storage/objectStore";
import { type InCluster } from "../../components/inCluster";
import { type Platform } from "../../components/platform";
import { fakeConfig, fakePlatform } from "./fakePlatform";
import { type Simulated, simulate } from "./simulate";

/** Facts for chart values, with plain texts where a real stack has outputs. */
export function someFacts(
    topics: Readonly<Record<string, unknown>> = {},
    told: Parameters<typeof addonFacts>[2] = {},
): AddonFacts {
    const config = fakeConfig(topics);
    const { region, stack } = config;
    const store = (name: string) => ({
        ...objectStore({ bucket: pulumi.output(`test-${name}`), region }),
        bucket: `test-${name}`,
    });
    const stores = { models: store("models"), logs: store("logs"), traces: store("traces") };
    const nodeGroups = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
    const cluster = {
        name: "test-cluster",
        vpcId: "vpc-0123456789abcdef0",
        vpcCidr: config.network.cidr,
        version: config.cluster.version,
        nodeGroups,
    };
    const tags = { stack: "test" };
    const cloud = awsCloud({ stack, region, clusterName: cluster.name, vpcId: cluster.vpcId, nodeGroups, tags });
    const platform = { cluster, cloud, stores, secretPrefix: "p/", tags };
    return addonFacts(config, platform as unknown as Platform, told);
}

/** Settings of a stack in development: one replica where production has two. */
export const development = { environment: "development" } as const;

export const certificateArn = "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000";

/** The release of that name. */
export function releaseNamed(name: string): NamedRelease {
    const found = releases.find((release) => release.name === name);
    assert.ok(found, `no add-on has a release "${name}"`);
    return found;
}

export interface BuiltAddOns {
    readonly run: Simulated;
    readonly inCluster: InCluster;
}

/** The add-ons of a stack with these topics, on a platform that is a stand-in. */
export async function buildAddOns(topics: Readonly<Record<string, unknown>> = {}): Promise<BuiltAddOns> {
    let inCluster: InCluster | undefined;
    const run = await simulate(() => {
        const config = fakeConfig(topics);
        const postgres = { host: "db.example.com", port: 5432, secretName: "rds!db", cidrs: [] };
        const platform = { ...fakePlatform(config), ...(config.dataStores.postgres && { postgres }) };
        ({ inCluster } = new AddOns("add-ons", { config, platform: platform as never }));
    });
    assert.ok(inCluster);
    return { run, inCluster };
}

const everything = {
    ingress: {
        hostname: "ai-api.example.com",
        tlsSecret: "ingress/tls",
        dns: { zone: "example.com", zoneId: "Z0123456789ABC" },
    },
    images: { pullSecret: "registry" },
    dataStores: { postgres: { kind: "managed" } },
    addons: { mlflow: { enabled: true }, warmCapacity: { t4: 2 } },
};
let full: Promise<BuiltAddOns> | undefined;

/** The add-ons of a stack with every add-on, once per process. */
export const everyAddOn = (): Promise<BuiltAddOns> => (full ??= buildAddOns(everything));
