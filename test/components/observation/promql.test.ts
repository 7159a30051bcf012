import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { series } from "../../../components/observation/promql";
import { queryFaults } from "../../support/promql";
import { queriesOf, queryPlaces, unreadPlaces } from "../../support/queries";
import { simulateStack } from "../../support/simulate";

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
            series("up", { job: "1", pod: { matches: "2|3" }, version: { not: "4" }, revision: { differs: "5" } }),
            'up{job="1", pod=~"2|3", version!="4", revision!~"5"}',
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

    for (const [stack, least] of [
        ["dev", 600],
        ["prod", 400],
        ["local", 100],
    ] as const) {
        it(`of ${stack} only ask for what is in the catalogue, or what a workload declares`, async () => {
            const own = declaredMetrics(stack);
            const queries = queriesOf(await simulateStack(stack));
            assert.ok(queries.length > least, `only ${queries.length} queries found`);
            for (const { where, query } of queries) {
                assert.deepEqual(queryFaults(query, own), [], `${where}: ${query}`);
            }
        });

        it(`of ${stack} stand where this test reads them, all of them`, async () => {
            assert.deepEqual(unreadPlaces(await simulateStack(stack)), []);
        });
    }

    it("stand in the links of spans too, with the labels that the mesh's proxies name", async () => {
        const asked = queriesOf(await simulateStack("dev")).filter(({ where }) =>
            where.startsWith("datasource-traces"),
        );
        assert.deepEqual(
            asked.map(({ query }) => query),
            ["inference:requests:rate5m", "inference:errors:ratio_rate5m", "inference:latency_seconds:p95"].map(
                (name) => `${name}{namespace="any",workload="any"}`,
            ),
        );
    });

    it("stand in rules, templates of alerts, triggers of both kinds, analyses and dashboards", async () => {
        const kinds = queriesOf(await simulateStack("dev")).map(({ where }) => where.replace(/^.*, /, ""));
        assert.deepEqual(new Set(kinds), new Set(queryPlaces));
    });
});
