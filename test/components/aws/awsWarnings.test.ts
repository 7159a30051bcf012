import assert from "node:assert/strict";
import { awsWarnings } from "../../../components/aws/awsWarnings";
import { alarmsSchema } from "../../../config/alarms";
import { clusterSchema } from "../../../config/cluster";
import { dataStoresSchema } from "../../../config/dataStores";
import { networkSchema } from "../../../config/network";
import { nodeGroupsSchema } from "../../../config/nodeGroups";
import { modelStoreSchema } from "../../../config/modelStore";
import { type PodDemand } from "../../../config/workload";
import { type Environment } from "../../../config/names";

const onCall = "arn:aws:sns:us-west-2:111122223333:on-call";
const open = { privateCidrs: ["10.20.0.0/16"] };

const warningsOf = (
    endpoint: object,
    modelStore: object = {},
    environment: Environment = "production",
    nodeGroups: Readonly<Record<string, object>> = { system: { instanceTypes: ["m7i.large"], min: 3, max: 6 } },
    demands: readonly PodDemand[] = [],
    alarms: object = { topics: { "us-west-2": onCall } },
) =>
    awsWarnings(
        {
            environment,
            region: "us-west-2",
            network: networkSchema.parse({ zones: 3 }),
            nodeGroups: nodeGroupsSchema.parse(nodeGroups),
            cluster: clusterSchema.parse({ endpoint }),
            modelStore: modelStoreSchema.parse(modelStore),
            dataStores: dataStoresSchema.parse({}),
            alarms: alarmsSchema.parse(alarms),
        },
        demands,
    );

describe("awsWarnings", () => {
    it("report an API server that cannot be reached from outside the cluster", () => {
        assert.deepEqual(warningsOf({}), [
            "cluster.endpoint has neither publicCidrs nor privateCidrs: only pods and nodes can reach the API server; " +
                "add the networks of your VPN or runner to privateCidrs",
        ]);
        assert.deepEqual(warningsOf({ privateCidrs: ["10.20.0.0/16"] }), []);
        assert.deepEqual(warningsOf({ publicCidrs: ["203.0.113.0/24"] }), []);
    });

    it("name the regions whose alarms send no notification", () => {
        const replicated = { replicaRegions: ["eu-west-1"] };
        const none = (region: string, alarms: string) =>
            `alarms.topics has no topic for ${region}: ${alarms} no notification; set the ARN of an SNS topic in that region`;
        assert.deepEqual(warningsOf(open, replicated), [none("eu-west-1", "the alarm there sends")]);
        assert.deepEqual(warningsOf(open, replicated, "production", undefined, [], {}), [
            // Two of each NAT gateway, one of the control plane, one of replication.
            none("us-west-2", "the 8 alarms there send"),
            none("eu-west-1", "the alarm there sends"),
        ]);
        // Development has alarms only where there is a topic.
        assert.deepEqual(warningsOf(open, replicated, "development", undefined, [], {}), []);
    });

    it("say that a database of unknown size has fewer alarms", () => {
        const warned = awsWarnings(
            {
                environment: "production",
                region: "us-west-2",
                network: networkSchema.parse({ zones: 3 }),
                nodeGroups: nodeGroupsSchema.parse({ system: { instanceTypes: ["m7i.large"], min: 3, max: 6 } }),
                cluster: clusterSchema.parse({ endpoint: open }),
                modelStore: modelStoreSchema.parse({}),
                dataStores: dataStoresSchema.parse({ postgres: { kind: "managed", instanceClass: "db.x2g.large" } }),
                alarms: alarmsSchema.parse({ topics: { "us-west-2": onCall } }),
            },
            [],
        );
        assert.deepEqual(warned, [
            "dataStores.postgres.instanceClass is db.x2g.large, whose memory the program does not know: there are no alarms on " +
                "memory and connections of the database; take a class such as db.m7g.large, or create both alarms yourself",
        ]);
    });

    it("report volumes of add-ons that could be left in a zone without nodes", () => {
        const warningsWith = (system: object) =>
            warningsOf(open, {}, "production", {
                system: { instanceTypes: ["m7i.large"], min: 1, max: 6, ...system },
                t4: { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 3, max: 6 },
            });
        assert.deepEqual(warningsWith({}), [
            "nodeGroups has no on-demand group without GPU that keeps a node in each of the 3 zones: " +
                "volumes of add-ons lie in one zone, and a pod whose zone has no node left does not start; " +
                "set min of such a group to 3, or its perZone to true",
        ]);
        assert.deepEqual(warningsWith({ min: 3 }), []);
        assert.deepEqual(warningsWith({ perZone: true }), []);
    });

    it("say how many GPUs workloads and jobs want at once beyond what the node groups may have", () => {
        const groups = {
            system: { instanceTypes: ["m7i.large"], min: 3, max: 6 },
            t4: { accelerator: "t4", instanceTypes: ["g4dn.12xlarge"], min: 0, max: 2 },
        };
        const demand = (name: string, changes: Partial<PodDemand>): PodDemand => ({
            ...{ path: `workloads.${name}`, accelerator: "t4", gpus: 1, cpu: 1, memoryGiB: 4, capacity: "on-demand" },
            ...changes,
        });
        const server = demand("server", { pods: 1, maxPods: 6 });
        const warned = (...demands: readonly PodDemand[]) => warningsOf(open, {}, "production", groups, demands);
        assert.deepEqual(warned(server, demand("job", { jobPods: 1, gpus: 2 })), []);
        assert.deepEqual(warned(server, demand("job", { jobPods: 2, gpus: 2 })), [
            "nodeGroups allow 8 GPUs at most in all on-demand node groups of t4, and at their maxima the workloads ask for 10 " +
                "(workloads.server 6, workloads.job 4): pods beyond that wait until others stop; raise max of a group, or lower " +
                "scaling.max or parallelism",
        ]);
        // Spot pods may run on every group: one sentence is enough.
        assert.match(
            warned(server, demand("job", { jobPods: 3, capacity: "spot" }))[0] ?? "",
            /^nodeGroups allow 8 GPUs at most in all node groups of t4, .* ask for 9 \(/,
        );
    });

    it("say where clients cannot verify PostgreSQL's server", () => {
        const warningsIn = (region: string, postgres: object) =>
            awsWarnings(
                {
                    environment: "production",
                    region,
                    network: networkSchema.parse({ zones: 3 }),
                    nodeGroups: nodeGroupsSchema.parse({ system: { instanceTypes: ["m7i.large"], min: 3, max: 6 } }),
                    cluster: clusterSchema.parse({ endpoint: open }),
                    modelStore: modelStoreSchema.parse({}),
                    dataStores: dataStoresSchema.parse({ postgres }),
                    alarms: alarmsSchema.parse({ topics: { [region]: onCall.replace("us-west-2", region) } }),
                },
                [],
            );
        assert.deepEqual(warningsIn("us-gov-west-1", { kind: "managed" }), [
            "dataStores.postgres is in us-gov-west-1, whose certificate authorities the program does not know: " +
                "connections are encrypted, but clients do not verify the server",
        ]);
        assert.deepEqual(warningsIn("eu-west-1", { kind: "managed" }), []);
    });
});
