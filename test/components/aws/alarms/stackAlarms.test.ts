import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { metricsOf } from "../../../../components/aws/alarms/alarm";
import { stackAlarms } from "../../../../components/aws/alarms/stackAlarms";
import { alarmType, type AlarmInputs, alarmsOf } from "../../../support/aws/alarms";
import { simulateStack } from "../../../support/simulate";
import { awsConfig, simulateAws } from "../../../support/aws/awsSide";

const root = path.resolve(__dirname, "../../../..");
const GiB = 1024 ** 3;

/** Everything that decides when an alarm fires: metric, dimension names, statistic, seconds, periods, threshold, without data. */
function figures(inputs: AlarmInputs): readonly unknown[] {
    const queries = inputs.metricQueries ?? [];
    const [expression, first] = [queries.find((query) => query.expression), queries.find((query) => query.metric)];
    const metric = first?.metric;
    return [
        inputs.namespace ?? metric?.namespace,
        inputs.metricName ?? expression?.expression?.replaceAll(/\b(part|all\d)\b/g, (id) => named(queries, id)),
        Object.keys(inputs.dimensions ?? metric?.dimensions ?? {})
            .sort()
            .join(),
        inputs.statistic ?? metric?.stat,
        inputs.period ?? metric?.period,
        inputs.evaluationPeriods,
        `${inputs.comparisonOperator === "GreaterThanThreshold" ? ">" : "<"} ${inputs.threshold}`,
        inputs.treatMissingData,
    ];
}

function named(queries: NonNullable<AlarmInputs["metricQueries"]>, id: string): string {
    return queries.find((query) => query.id === id)?.metric?.metricName ?? id;
}

const replicated = "DestinationBucket,RuleId,SourceBucket";
const expected: Readonly<Record<string, readonly unknown[]>> = {
    NatPortsExhausted: ["AWS/NATGateway", "ErrorPortAllocation", "NatGatewayId", "Sum", 60, 15, "> 0", "notBreaching"],
    NatPacketsDropped: [
        "AWS/NATGateway",
        "100 * PacketsDropCount / (PacketsInFromSource + PacketsInFromDestination)",
        ...["NatGatewayId", "Sum", 60, 15, "> 0.01", "notBreaching"],
    ],
    KubernetesApiErrors: [
        "AWS/EKS",
        "100 * apiserver_request_total_5XX / (apiserver_request_total)",
        ...["ClusterName", "Sum", 60, 15, "> 5", "notBreaching"],
    ],
    // 5 GiB of 100.
    DatabaseStorageLow: [
        ...["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", "Minimum", 60, 5, `< ${5 * GiB}`, "notBreaching"],
    ],
    DatabaseCpuHigh: ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", "Average", 60, 15, "> 90", "missing"],
    // A db.m7g.large has 8 GiB, and so 901 connections.
    DatabaseMemoryLow: [
        ...["AWS/RDS", "FreeableMemory", "DBInstanceIdentifier", "Average", 60, 15, "< 429496729", "notBreaching"],
    ],
    DatabaseConnectionsHigh: [
        ...["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", "Average", 60, 5, "> 720", "notBreaching"],
    ],
    CacheMemoryHigh: [
        ...["AWS/ElastiCache", "DatabaseMemoryUsagePercentage", "CacheClusterId", "Average", 60, 15, "> 90"],
        "notBreaching",
    ],
    CacheEvicting: ["AWS/ElastiCache", "Evictions", "CacheClusterId", "Sum", 300, 3, "> 0", "notBreaching"],
    CacheEngineBusy: ["AWS/ElastiCache", "EngineCPUUtilization", "CacheClusterId", "Average", 60, 5, "> 90", "missing"],
    CacheReplicationLate: [
        ...["AWS/ElastiCache", "ReplicationLag", "CacheClusterId", "Average", 60, 15, "> 30", "notBreaching"],
    ],
    ModelReplicationFailed: [
        ...["AWS/S3", "OperationsFailedReplication", replicated, "Sum", 300, 1, "> 0", "notBreaching"],
    ],
    ModelReplicationLate: ["AWS/S3", "ReplicationLatency", replicated, "Maximum", 300, 3, "> 900", "notBreaching"],
    QueueMessagesOld: [
        ...["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "Maximum", 300, 3, "> 14400", "notBreaching"],
    ],
    QueueDeadLetters: [
        ...["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "Maximum", 300, 1, "> 0", "notBreaching"],
    ],
};

describe("the alarms of a stack", () => {
    it("fire at these figures, of these metrics, and do this without values", async () => {
        const found = new Map(
            [...alarmsOf(await simulateStack("prod")), ...alarmsOf(await simulateStack("dev"))]
                // Dev has two queues, and the first one has its own figure.
                .filter(({ name }) => name !== "ranking-queue-messages-old")
                .map(({ inputs }) => [inputs.tags.alarm, figures(inputs)] as const),
        );
        assert.deepEqual(Object.fromEntries([...found].sort()), Object.fromEntries(Object.entries(expected).sort()));
    });

    for (const stack of ["dev", "prod", "prod-eu"]) {
        it(`of ${stack} say what is wrong, how bad it is, and what to do on a page that exists`, async () => {
            for (const { inputs } of alarmsOf(await simulateStack(stack))) {
                const { alarm, severity } = inputs.tags;
                const [, , text = "", page = ""] =
                    /^(\w+) \(\w+\): (.{40,}[.]) See (docs\/runbooks\/[a-z-]+\.md)$/s.exec(inputs.alarmDescription) ??
                    [];
                assert.ok(inputs.alarmDescription.startsWith(`${alarm} (${severity}): `), inputs.alarmDescription);
                assert.notEqual(text, "", inputs.alarmDescription);
                assert.ok(existsSync(path.join(root, page)), page);
            }
        });

        it(`of ${stack} are those that its cost and its warnings count`, async () => {
            const specs = stackAlarms(awsConfig(stack));
            const names = alarmsOf(await simulateStack(stack)).map(({ inputs }) => inputs.tags.alarm);
            assert.deepEqual(specs.map(({ alarm }) => alarm).sort(), names.sort());
        });

        it(`of ${stack} notify the topic of their own region, of the end as well`, async () => {
            for (const { inputs } of alarmsOf(await simulateStack(stack))) {
                assert.equal(inputs.alarmActions?.length, 1);
                assert.equal(inputs.alarmActions[0]?.split(":")[3], inputs.region);
                assert.deepEqual(inputs.okActions, inputs.alarmActions);
                const unknown = inputs.treatMissingData === "missing" ? inputs.alarmActions : undefined;
                assert.deepEqual(inputs.insufficientDataActions, unknown);
            }
        });
    }

    it("link to the address that the stack file names", async () => {
        const run = await simulateAws("prod", { settings: ["addons.monitoring.runbooks=https://wiki.example.com/rb"] });
        for (const { inputs } of alarmsOf(run)) {
            assert.match(inputs.alarmDescription, / See https:\/\/wiki\.example\.com\/rb\/[a-z-]+\.md$/);
        }
    });

    it("watch each NAT gateway, each node of the cache, and what there is alone", async () => {
        const count = async (...settings: readonly string[]) => {
            const run = await simulateAws("prod", { settings });
            const dimension = (name: string) =>
                new Set(
                    alarmsOf(run).map(({ inputs }) => {
                        const query = inputs.metricQueries?.find(({ metric }) => metric !== undefined);
                        return (inputs.dimensions ?? query?.metric?.dimensions ?? {})[name];
                    }),
                );
            return ["NatGatewayId", "CacheClusterId", "DBInstanceIdentifier", "ClusterName"].map(
                (name) => [...dimension(name)].filter((value) => value !== undefined).length,
            );
        };
        assert.deepEqual(await count(), [3, 2, 1, 1]);
        assert.deepEqual(await count("network.natGateways=single", "dataStores={}"), [1, 0, 0, 1]);
        assert.deepEqual(await count("dataStores.redis={ kind: managed, replicas: 0 }"), [3, 1, 1, 1]);
        const alone = alarmsOf(
            await simulateAws("prod", { settings: ["dataStores.redis={ kind: managed, replicas: 0 }"] }),
        );
        assert.ok(!alone.some(({ inputs }) => inputs.tags.alarm === "CacheReplicationLate"), "nothing to replicate to");
    });

    it("exist in development where somebody hears of them", async () => {
        assert.deepEqual(alarmsOf(await simulateAws("dev", { settings: ["alarms={}"] })), []);
        const heard = alarmsOf(await simulateAws("dev")).map(({ inputs }) => inputs.tags.alarm);
        assert.deepEqual(heard.sort(), [
            "KubernetesApiErrors",
            "NatPacketsDropped",
            "NatPortsExhausted",
            ...["QueueDeadLetters", "QueueMessagesOld", "QueueMessagesOld"],
        ]);
    });

    it("exist in production without a topic too, and notify nobody", async () => {
        const silent = alarmsOf(await simulateAws("prod", { settings: ["alarms={}"] }));
        assert.equal(silent.length, alarmsOf(await simulateAws("prod")).length);
        assert.ok(silent.every(({ inputs }) => inputs.alarmActions === undefined && inputs.okActions === undefined));
    });

    it("may be deleted where the database may not", async () => {
        const run = await simulateAws("prod");
        const ofDatabase = run.all(alarmType, ({ name }) => name.startsWith("postgres-"));
        assert.equal(ofDatabase.length, 4);
        assert.ok(ofDatabase.every(({ protect }) => !protect));
    });
});

describe("metricsOf", () => {
    it("counts what CloudWatch charges for", () => {
        assert.equal(metricsOf({ measure: "Evictions" }), 1);
        assert.equal(metricsOf({ measure: { percent: "a", of: ["b", "c"] } }), 3);
    });
});
