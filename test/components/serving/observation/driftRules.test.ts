import assert from "node:assert/strict";
import { queryFaults } from "../../../support/promql";
import { alertsOf } from "../../../support/alerts";
import { type Simulated } from "../../../support/simulate";
import { render, spec } from "../../../support/serving/render";

interface Group {
    readonly name: string;
    readonly rules: readonly { readonly expr: string; readonly labels?: Readonly<Record<string, string>> }[];
}

function driftOf(run: Simulated, workload: string): Group | undefined {
    const { groups } = spec(run, "PrometheusRule", `${workload}-recording`) as { groups: Group[] };
    return groups.find(({ name }) => name.startsWith("drift-"));
}

describe("rules on drift", () => {
    const custom = { kind: "inference-service", image: "example.com/app:1.0.0" };

    it("record ten bins of scores for servers that report them, and ask only for what is in the catalogue", async () => {
        const run = await render({
            custom,
            detector: { kind: "tensorflow-serving", models: { m: { versions: [1] } } },
        });
        const rules = driftOf(run, "custom")?.rules ?? [];
        assert.deepEqual(
            rules.flatMap(({ labels }) => labels?.["bin"] ?? []),
            ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"],
        );
        for (const { expr } of rules) {
            assert.deepEqual(queryFaults(expr), [], expr);
        }
        assert.equal(driftOf(run, "detector"), undefined);
        assert.ok(!alertsOf(run, "detector").some(({ alert }) => alert === "InferencePredictionDrift"));
    });

    it("warn at the limit of the stack file, and not where it says false", async () => {
        const run = await render({
            custom: { ...custom, alerts: { driftPsi: 0.3 } },
            off: { ...custom, alerts: { driftPsi: false } },
        });
        const alerts = alertsOf(run).filter(({ alert }) => alert === "InferencePredictionDrift");
        assert.deepEqual(
            alerts.map(({ expr, for: lasting, labels }) => [labels["severity"], lasting, expr]),
            [["warning", "1h", 'inference:score_psi{namespace="ml-production", workload="custom"} > 0.3']],
        );
    });

    it("are left out where metrics are not kept for the week of a baseline", async () => {
        const metrics = {
            namespace: "monitoring",
            ready: [],
            prometheusUrl: "http://prometheus",
            remoteWriteUrl: "http://prometheus/api/v1/write",
            prometheusPodLabels: {},
            retentionDays: 7,
            runbooks: "docs/runbooks",
        };
        const run = await render({ custom }, { metrics });
        assert.equal(driftOf(run, "custom"), undefined);
        assert.ok(!alertsOf(run).some(({ alert }) => alert === "InferencePredictionDrift"));
    });
});
