import assert from "node:assert/strict";
import { scoped } from "../../../../components/serving/queries/scoped";

const labels = { namespace: "ml-production", workload: "w" };

describe("a query that is narrowed to a workload", () => {
    it("asks for its series alone, in every selector and beside the user's own matchers", () => {
        const ours = 'namespace="ml-production", workload="w"';
        const cases = {
            "sum(jobs_waiting)": `sum(jobs_waiting{${ours}})`,
            "sum(jobs_waiting{})": `sum(jobs_waiting{${ours}})`,
            'sum(jobs_waiting{ tenant="a", })': `sum(jobs_waiting{${ours},  tenant="a", })`,
            'sum(rate(jobs_total{tenant="}"}[5m])) / sum(rate(a_total[5m] offset 1h))': `sum(rate(jobs_total{${ours}, tenant="}"}[5m])) / sum(rate(a_total{${ours}}[5m] offset 1h))`,
        };
        assert.deepEqual(
            Object.keys(cases).map((query) => scoped(query, labels)),
            Object.values(cases),
        );
    });
});
