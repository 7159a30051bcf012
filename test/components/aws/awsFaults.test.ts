import assert from "node:assert/strict";
import { awsFaults } from "../../../components/aws/awsFaults";
import { addonSchemas } from "../../../components/addons/definitions";
import { loadPlatformConfig } from "../../../config/load";

const keyArn = "arn:aws:kms:eu-west-1:111122223333:key/0f0f0f0f-1111-2222-3333-444444444444";

/** Faults of a stack file in us-west-2 that is right but for `topics`. */
function faultsOf(topics: Record<string, object>): readonly { path: string; reason: string }[] {
    const nodeGroups = { system: { instanceTypes: ["m7i.large"], min: 2, max: 4 } };
    const entries = Object.entries({ nodeGroups, ...topics }).map(([key, value]) => [
        `inference-platform:${key}`,
        JSON.stringify(value),
    ]);
    const config = { "aws:region": "us-west-2", ...(Object.fromEntries(entries) as Record<string, string>) };
    return awsFaults(loadPlatformConfig("test", config, { kinds: {}, addons: addonSchemas, checks: [] }));
}

describe("awsFaults", () => {
    it("finds nothing wrong with a plain stack file", () => {
        assert.deepEqual(faultsOf({}), []);
        const images = { mirror: "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror" };
        assert.deepEqual(faultsOf({ images, network: { natGateways: "none" } }), []);
    });

    it("keeps a network without NAT from being cut off", () => {
        const dns = { zone: "example.com", zoneId: "Z0123456789ABC" };
        assert.deepEqual(
            faultsOf({
                network: { natGateways: "none", privateEndpoints: false },
                ingress: { hostname: "ai.example.com", tlsSecret: "tls", dns },
                addons: {
                    monitoring: {
                        alerts: {
                            critical: { kind: "pagerduty", secret: "pagerduty" },
                            warning: { kind: "sns", topicArn: "arn:aws:sns:us-west-2:111122223333:oncall" },
                        },
                    },
                },
            }),
            [
                {
                    path: "network.natGateways",
                    reason: "is none, and network.privateEndpoints is false, so nodes can reach neither AWS nor a registry: set privateEndpoints to true",
                },
                {
                    path: "images.mirror",
                    reason:
                        "is missing: with natGateways none, images come only from a registry that the network reaches, " +
                        "such as ECR",
                },
                {
                    path: "ingress.dns",
                    reason:
                        "needs a way out: Route 53 has no endpoint in the network; set network.natGateways to single, " +
                        "or drop dns and point the name at the load balancer yourself",
                },
                {
                    path: "addons.monitoring.alerts.critical.kind",
                    reason: "is pagerduty, which the network does not reach with natGateways none: must be sns",
                },
            ],
        );
    });

    it("refuses nodes newer than the control plane, and releases of another minor", () => {
        const group = { instanceTypes: ["m7i.large"], min: 1, max: 2 };
        assert.deepEqual(
            faultsOf({
                cluster: { version: "1.35" },
                nodeGroups: {
                    newer: { ...group, version: "1.36" },
                    older: { ...group, version: "1.35", releaseVersion: "1.36.3-20260903" },
                },
            }),
            [
                {
                    path: "nodeGroups.newer.version",
                    reason: 'is "1.36", newer than the control plane: must be at most 1.35, upgrade the cluster first',
                },
                {
                    path: "nodeGroups.older.releaseVersion",
                    reason: 'is "1.36.3-20260903", a release for Kubernetes 1.36: take one for 1.35',
                },
            ],
        );
    });

    it("takes releases of the images that the group starts from", () => {
        const v100 = { accelerator: "v100", instanceTypes: ["p3.2xlarge"], min: 0, max: 2 };
        const plain = { instanceTypes: ["m7i.large"], min: 1, max: 2 };
        assert.deepEqual(
            faultsOf({
                nodeGroups: {
                    v100: { ...v100, releaseVersion: "1.66.0-0a1b2c3d" },
                    "v100-on-al2023": { ...v100, releaseVersion: "1.36.3-20260903" },
                    plain: { ...plain, releaseVersion: "1.36.3-20260903" },
                    "plain-on-bottlerocket": { ...plain, releaseVersion: "1.66.0-0a1b2c3d" },
                },
            }),
            [
                {
                    path: "nodeGroups.v100-on-al2023.releaseVersion",
                    reason:
                        'is "1.36.3-20260903", but nodes of this group start from Bottlerocket: ' +
                        "take a release such as 1.66.0-0a1b2c3d",
                },
                {
                    path: "nodeGroups.plain-on-bottlerocket.releaseVersion",
                    reason:
                        'is "1.66.0-0a1b2c3d", but nodes of this group start from Amazon Linux 2023: ' +
                        "take a release such as 1.36.3-20260903",
                },
            ],
        );
    });

    it("sends replicas elsewhere, and alarms where there is something to watch", () => {
        const topic = (region: string) => `arn:aws:sns:${region}:111122223333:oncall`;
        assert.deepEqual(
            faultsOf({
                modelStore: {
                    replicaRegions: ["eu-west-1", "us-west-2"],
                },
                alarms: {
                    topics: {
                        "eu-west-1": topic("us-east-1"),
                        "ap-south-1": topic("ap-south-1"),
                        "us-east-2": topic("us-east-2"),
                    },
                    queues: [{ url: "https://sqs.us-east-2.amazonaws.com/111122223333/documents" }],
                },
            }),
            [
                {
                    path: "modelStore.replicaRegions[1]",
                    reason: 'is "us-west-2", the region of the stack itself: a replica belongs in another region',
                },
                {
                    path: "alarms.topics.eu-west-1",
                    reason: "is a topic of us-east-1: alarms in eu-west-1 need one of their own region",
                },
                {
                    path: "alarms.topics.ap-south-1",
                    reason: "is for a region without alarms: must be one of us-west-2, eu-west-1, us-east-2",
                },
            ],
        );
    });

    it("reads an existing bucket with a key of the same region", () => {
        assert.deepEqual(faultsOf({ modelStore: { existing: { bucket: "models", keyArn } } }), [
            {
                path: "modelStore.existing.keyArn",
                reason: "is a key of eu-west-1: pods in us-west-2 need the key and the bucket of their own region",
            },
        ]);
    });

    it("never lets production lose its objects with the stack", () => {
        assert.deepEqual(faultsOf({ buckets: { deletable: true } }), [
            { path: "buckets.deletable", reason: "is true: production keeps its objects, set it to false" },
        ]);
    });

    it("lets storage grow, not shrink", () => {
        const postgres = { kind: "managed", storageGiB: 200, maxStorageGiB: 100 };
        assert.deepEqual(faultsOf({ dataStores: { postgres } }), [
            {
                path: "dataStores.postgres.maxStorageGiB",
                reason: "is 100: must be at least a tenth more than storageGiB, 220",
            },
        ]);
        assert.deepEqual(faultsOf({ dataStores: { postgres: { ...postgres, maxStorageGiB: 220 } } }), []);
    });
});
