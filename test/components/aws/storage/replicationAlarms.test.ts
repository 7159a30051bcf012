import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { modelBucket, replicaOf, replicationAlarmsOf, someRegions, withReplicas } from "../../../support/aws/replicas";

describe("alarms of replication", () => {
    for (const regions of someRegions) {
        it(`go off where S3 counts: ${regions.join(", ")}`, async () => {
            const run = await withReplicas(...regions);
            const alarms = replicationAlarmsOf(run).map(({ inputs }) => [
                inputs.region,
                inputs.metricName,
                inputs.dimensions,
                inputs.threshold,
            ]);
            const dimensions = (region: string) => ({
                SourceBucket: modelBucket,
                DestinationBucket: replicaOf(region),
                RuleId: `to-${region}`,
            });
            const expected = regions.flatMap((region) => [
                ["us-west-2", "OperationsFailedReplication", dimensions(region), 0],
                [region, "ReplicationLatency", dimensions(region), 900],
            ]);
            // Alarms register when their topics are known, in no order of ours.
            const at = ([region, metric, dimensions]: readonly unknown[]) =>
                `${String(region)} ${String(metric)} ${(dimensions as { RuleId: string }).RuleId}`;
            const sorted = (each: readonly (readonly unknown[])[]) =>
                [...each].sort((x, y) => (at(x) < at(y) ? -1 : 1));
            assert.deepEqual(sorted(alarms), sorted(expected));
        });
    }

    it("count one failure as one too many, and three late periods in a row as late", async () => {
        const run = await withReplicas("eu-west-1");
        const settings = (name: string) => {
            const { statistic, period, evaluationPeriods, comparisonOperator, treatMissingData } = run.one(
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                name,
            ).inputs;
            return [statistic, period, evaluationPeriods, comparisonOperator, treatMissingData];
        };
        const rest = ["GreaterThanThreshold", "notBreaching"];
        assert.deepEqual(settings("models-replication-failed-eu-west-1"), ["Sum", 300, 1, ...rest]);
        assert.deepEqual(settings("models-replication-late-eu-west-1"), ["Maximum", 300, 3, ...rest]);
    });

    it("notify the topic of each alarm's own region", async () => {
        const topic = (region: string) => `arn:aws:sns:${region}:111122223333:oncall`;
        const topics = { "us-west-2": topic("us-west-2"), "eu-west-1": topic("eu-west-1") };
        const run = await simulateAws("prod", { settings: [`alarms.topics=${JSON.stringify(topics)}`] });
        for (const { inputs } of replicationAlarmsOf(run)) {
            const expected = inputs.region === "us-east-1" ? undefined : [topic(String(inputs.region))];
            assert.deepEqual([inputs.alarmActions, inputs.okActions], [expected, expected]);
        }
    });
});
