import assert from "node:assert/strict";
import { costRules } from "../../../../components/addons/monitoring/costRules";
import { monitoringDashboards } from "../../../../components/addons/monitoring/dashboards";
import { queryFaults } from "../../../support/promql";
import { someFacts } from "../../../support/addons";

describe("the rules on costs", () => {
    it("ask only for what is in the catalogue", () => {
        const rules = costRules(someFacts()).flatMap((group) => group.rules ?? []);
        assert.ok(rules.length > 15, `${rules.length} rules`);
        for (const { record, expr } of rules) {
            assert.deepEqual(queryFaults(String(expr)), [], `${record}: ${expr}`);
        }
    });

    it("hold the price of each type of node, which spot nodes have at a share", () => {
        const prices = costRules(someFacts({ prices: { spotPercent: 50, instances: { "g4dn.xlarge": 0.7 } } }))
            .flatMap((group) => group.rules ?? [])
            .filter(({ record }) => record === "gpu:node_type_usd_per_hour")
            .map(({ expr, labels }) => [labels, expr]);
        const type = (name: string) => ({ label_node_kubernetes_io_instance_type: name });
        assert.deepEqual(prices, [
            [type("g4dn.xlarge"), "vector(0.7)"],
            [type("p3.8xlarge"), "vector(12.24)"],
            [{ ...type("g4dn.xlarge"), label_spot: "true" }, "vector(0.35)"],
        ]);
    });

    it("say nothing of idle GPUs where GPUs are not measured", () => {
        const idle = (enabled: boolean) =>
            JSON.stringify(costRules(someFacts({ addons: { gpuMetrics: { enabled } } }))).includes("idle");
        assert.deepEqual([idle(true), idle(false)], [true, false]);
    });

    it("and their dashboard are left out where no price is known", () => {
        const facts = { ...someFacts(), nodePrices: [] };
        assert.deepEqual(costRules(facts), []);
        assert.deepEqual(
            [facts, someFacts()].map((each) => monitoringDashboards(each).some(({ name }) => name === "cost")),
            [false, true],
        );
    });
});
