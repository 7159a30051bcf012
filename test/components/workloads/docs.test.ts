import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { metrics, type MetricName } from "../../../components/observation/catalogue";
import { trafficStrategies } from "../../../config/serving/traffic";
import { logFields } from "../../../components/workloads/inferenceService/appConfig";
import { workloadKinds } from "../../../components/workloads/kinds";
import { loadWorkloads } from "../../support/serving/render";

const page = (name: string) => readFileSync(join(__dirname, "../../../docs", name), "utf8");
const examplesOf = (name: string) => [...page(name).matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
const examples = examplesOf("workloads.md");
const kindPages = readdirSync(join(__dirname, "../../../docs/workloads")).map((name) => `workloads/${name}`);

for (const name of ["workloads.md", ...kindPages]) {
    describe(`docs/${name}`, () => {
        examplesOf(name).forEach((example, i) => {
            it(`shows entries that load: number ${i + 1}, ${example.split("\n")[0]}`, () => {
                const several = /^ {2}pods: /m.test(example);
                const { workloads } = loadWorkloads(example, several ? { addons: { kueue: { enabled: true } } } : {});
                const ofTwo = /kind: load-test\n|^ {2}preprocessor:\n| drift: /m.test(example);
                assert.equal(Object.keys(workloads).length, ofTwo ? 2 : 1);
            });
        });
    });
}

describe("docs/workloads.md", () => {
    it("links to a page of every kind, whose example is of that kind", () => {
        for (const kind of Object.keys(workloadKinds)) {
            const name = `workloads/${kind}.md`;
            assert.ok(page("workloads.md").includes(`(${name})`), name);
            assert.ok(
                examplesOf(name).some((example) => example.includes(`kind: ${kind}\n`)),
                name,
            );
        }
    });

    it("has an example of every strategy", () => {
        const shown = examples.flatMap((example) => /strategy: (\S+)/.exec(example)?.[1] ?? "single");
        assert.deepEqual([...new Set(shown)].sort(), [...trafficStrategies].sort());
    });

    it("names every kind", () => {
        for (const kind of Object.keys(workloadKinds)) {
            assert.ok(page("workloads.md").includes(`\`${kind}\``), kind);
        }
    });
});

describe("docs/serving-contract.md", () => {
    it("promises the metrics of the catalogue, with their labels", () => {
        const contract = (Object.keys(metrics) as MetricName[]).filter((name) => metrics[name].source === "contract");
        assert.ok(contract.length > 0);
        for (const name of contract) {
            const row = new RegExp(`^\\| \`${name}\` \\| ${metrics[name].type}.*\\|$`, "m").exec(
                page("serving-contract.md"),
            );
            assert.ok(row, name);
            const labels = row[0].split("|").at(-2) ?? "";
            assert.deepEqual(
                [...labels.matchAll(/`(\w+)`/g)].map((match) => match[1]),
                [...metrics[name].labels],
                name,
            );
        }
    });

    it("promises the fields of a log line", () => {
        for (const field of logFields) {
            assert.ok(page("serving-contract.md").includes(`\`${field}\``), field);
        }
    });
});
