import * as pulumi from "@pulumi/pulumi";
import { loadPlatformConfig } from "../../config/load";
import { type PlatformConfig } from "../../config/platform";
import { awsCloud } from "../../components/aws/awsCloud";
import { nodePrices } from "../../components/aws/cost/nodePrices";
import { nodeGroupFacts } from "../../components/aws/nodes/nodeGroupFacts";
import { objectStore } from "../../components/aws/storage/objectStore";
import { type Platform } from "../../components/platform";
import { addonFacts } from "../../components/addons/addonFacts";
import { addonSchemas } from "../../components/addons/definitions";
import { type AddonFacts } from "../../components/addons/facts";

const secret = { kind: "slack", secret: "alerts/slack", channel: "#alerts" };

/** A stack with every add-on and every option on, so that its values hold every key we ever set. */
const everything = {
    environment: "production",
    nodeGroups: {
        system: { instanceTypes: ["m7i.large"], min: 3, max: 6 },
        t4: { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 1, max: 4 },
        shared: { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 4, timeSlicing: 4 },
        v100: { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 2 },
        spot: { accelerator: "t4", capacity: "spot", instanceTypes: ["g4dn.xlarge"], min: 0, max: 4 },
    },
    ingress: {
        hostname: "ai-api.example.com",
        certificateArn: "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000",
        sourceCidrs: ["203.0.113.0/24"],
        dns: { zone: "example.com", zoneId: "Z0123456789EXAMPLE", routing: { kind: "latency" } },
    },
    addons: {
        monitoring: {
            alerts: { critical: secret, warning: secret, info: secret },
            sso: {
                clientId: "grafana",
                clientSecret: "grafana/sso",
                rootUrl: "https://grafana.example.com",
                authUrl: "https://login.example.com/authorize",
                tokenUrl: "https://login.example.com/token",
                apiUrl: "https://login.example.com/userinfo",
            },
        },
        vpa: { applyRecommendations: true },
    },
};

/** Stacks that between them use every chart and every key: the cheapest and the fullest, on either trace backend. */
export function sampleFacts(): readonly AddonFacts[] {
    const jaeger = { ...everything, addons: { ...everything.addons, tracing: { backend: "jaeger" } } };
    const small = { environment: "development", nodeGroups: everything.nodeGroups };
    return [everything, jaeger, small].map((topics) => factsOf(load(topics)));
}

/** The fullest stack on one trace backend, with its images behind a mirror where one is named. */
export function fullFacts(backend: "tempo" | "jaeger", mirror?: string): AddonFacts {
    const images = mirror === undefined ? {} : { mirror };
    return factsOf(load({ ...everything, images, addons: { ...everything.addons, tracing: { backend } } }));
}

function load(topics: Readonly<Record<string, unknown>>): PlatformConfig {
    const entries = Object.entries(topics).map(([key, value]): [string, string] => [
        `inference-platform:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const options = { kinds: {}, addons: addonSchemas, checks: [] };
    return loadPlatformConfig("sample", { "aws:region": "us-west-2", ...Object.fromEntries(entries) }, options);
}

/**
 * Facts of a stack, with plain texts where a real one has outputs of resources.
 *
 * @param told what the composition adds to the facts; default: nothing
 */
export function factsOf(config: PlatformConfig, told: Parameters<typeof addonFacts>[2] = {}): AddonFacts {
    const { region, stack } = config;
    const store = (bucket: string) => ({ ...objectStore({ bucket: pulumi.output(bucket), region }), bucket });
    const stores = Object.fromEntries(
        ["models", "logs", "traces", "artifacts"].map((name) => [name, store(`sample-${name}`)]),
    );
    const nodeGroups = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
    const cluster = {
        name: "sample",
        nodeCidrs: [config.network.cidr],
        version: config.cluster.version,
        nodeGroups,
        nodePrices: nodePrices(config),
    };
    const tags = { project: "inference-platform" };
    const cloud = awsCloud({
        stack,
        region,
        clusterName: cluster.name,
        network: { vpcId: pulumi.output("vpc-0123456789abcdef0") },
        nodeGroups,
        tags,
    });
    const platform = { cluster, cloud, stores, secretPrefix: "inference-platform/sample/", tags };
    return addonFacts(config, platform as unknown as Platform, told);
}
