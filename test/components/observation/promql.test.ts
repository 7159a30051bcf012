import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { series } from "../../../components/observation/promql";
import { queryFaults } from "../../support/promql";
import { simulateStack, type Simulated } from "../../support/simulate";

interface Rule {
    readonly record?: string;
    readonly alert?: string;
    readonly expr: string;
}

/** Every query of a stack: rules, triggers, analyses. */
function queriesOf(run: Simulated): { where: string; query: string }[] {
    return run.resources.flatMap(({ name, inputs }) => {
        const body = inputs.spec as Record<string, unknown> | undefined;
        if (body === undefined) {
            return [];
        }
        switch (inputs.kind) {
            case "PrometheusRule":
                return (body.groups as { rules: Rule[] }[]).flatMap(({ rules }) =>
                    rules.map((rule) => ({ where: `${name} ${rule.record ?? rule.alert}`, query: rule.expr })),
                );
            case "ScaledObject":
                return (body.triggers as { name: string; metadata: { query?: string } }[]).flatMap((trigger) =>
                    trigger.metadata.query === undefined
                        ? []
                        : [{ where: `${name} ${trigger.name}`, query: trigger.metadata.query }],
                );
            case "AnalysisTemplate":
                return (body.metrics as { name: string; provider: { prometheus: { query: string } } }[]).map(
                    (metric) => ({ where: `${name} ${metric.name}`, query: metric.provider.prometheus.query }),
                );
            default:
                return [];
        }
    });
}

/** Metrics that workloads of a stack file declare. */
function declaredMetrics(stack: string): readonly string[] {
    const { config } = parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as {
        config: { "inference-platform:workloads": Readonly<Record<string, { metrics?: object }>> };
    };
    return Object.values(config["inference-platform:workloads"]).flatMap(({ metrics = {} }) => Object.keys(metrics));
}

describe("series", () => {
    it("escapes what would end the value", () => {
        assert.equal(series("up", { workload: 'a"b\\c\nd' }), 'up{workload="a\\"b\\\\c\\nd"}');
    });

    it("has every kind of matcher, and none without any", () => {
        assert.equal(series("up"), "up");
        assert.equal(
            series("up", { a: "1", b: { matches: "2|3" }, c: { not: "4" }, d: { differs: "5" } }),
            'up{a="1", b=~"2|3", c!="4", d!~"5"}',
        );
    });
});

describe("queries", () => {
    it("are held against grammar, names and labels", () => {
        assert.deepEqual(queryFaults('sum(rate(istio_requests_total{reporter="destination"}[5m]))'), []);
        assert.deepEqual(queryFaults("sum(rate(istio_requests_totals[5m]))"), [
            'no metric stores "istio_requests_totals"',
        ]);
        assert.deepEqual(queryFaults('up{workloads="a"}'), ['"up" has no label "workloads"']);
        assert.deepEqual(queryFaults("sum by (workloads) (up)"), ['no series has label "workloads"']);
        assert.deepEqual(queryFaults("sum(up"), ["syntax error at 6"]);
    });

    for (const stack of ["dev", "prod"]) {
        it(`of ${stack} only ask for what is in the catalogue, or what a workload declares`, async () => {
            const own = declaredMetrics(stack);
            const queries = queriesOf(await simulateStack(stack));
            assert.ok(queries.length > 200, `only ${queries.length} queries found`);
            for (const { where, query } of queries) {
                assert.deepEqual(queryFaults(query, own), [], where);
            }
        });
    }
});
