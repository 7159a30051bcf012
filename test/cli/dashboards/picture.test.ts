import assert from "node:assert/strict";
import { picture } from "../../../cli/dashboards/picture";

const panel = {
    type: "timeseries",
    title: "Errors & more",
    description: "Share of requests that failed by the server's fault, of all requests of the version.",
    gridPos: { x: 8, y: 1, w: 8, h: 8 },
    targets: [{ legendFormat: "{{workload}} {{version}}" }],
    fieldConfig: {
        defaults: {
            unit: "percentunit",
            thresholds: {
                steps: [
                    { value: null, color: "green" },
                    { value: 0.05, color: "red" },
                ],
            },
        },
    },
};
const row = { type: "row", title: "What callers notice", gridPos: { x: 0, y: 0, w: 24, h: 1 } };
const drawn = picture({
    title: "Workload",
    panels: [row, panel],
    templating: { list: [{ name: "datasource", label: "Metrics" }, { name: "namespace" }] },
});

describe("the picture of a dashboard", () => {
    it("has its panels where Grafana puts them, and room for all", () => {
        assert.match(drawn, /<svg [^>]*width="1152" height="292"/);
        assert.match(drawn, /<rect class="box" x="388" y="104" width="376" height="184"/);
    });

    it("says what a panel shows: title, unit, description, series, limit of its alert", () => {
        const texts = [...drawn.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content);
        assert.deepEqual(texts, [
            "Workload",
            "",
            "Metrics  ·  namespace",
            "What callers notice",
            "Errors &amp; more",
            "percentunit",
            "Share of requests that failed by the server's fault, of",
            "all requests of the version.",
            "limit 0.05",
            "workload version",
        ]);
    });

    it("draws no line without a limit", () => {
        const { fieldConfig: _limit, ...free } = panel;
        const without = picture({ title: "t", panels: [free], templating: { list: [] } });
        assert.ok(!without.includes('class="line"'));
    });
});
