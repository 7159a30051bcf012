import assert from "node:assert/strict";
import { releases } from "../../../components/addons/definitions";
import { chartSource } from "../../../components/addons/helmAddon";
import { releaseNamed } from "../../support/addons";

const timeoutSeconds = 600;

describe("chartSource", () => {
    it("takes a chart from its own repository", () => {
        assert.deepEqual(chartSource(releaseNamed("keda").chart, { timeoutSeconds }), {
            chart: "keda",
            version: "2.20.2",
            repositoryOpts: { repo: "https://kedacore.github.io/charts" },
        });
    });

    it("takes every chart from an OCI mirror, none from anywhere else", () => {
        for (const { chart } of releases) {
            assert.deepEqual(chartSource(chart, { mirror: "oci://registry.example.com/charts", timeoutSeconds }), {
                chart: `oci://registry.example.com/charts/${chart.chart}`,
                version: chart.version,
            });
        }
    });

    it("takes every chart from an https mirror under its own name", () => {
        for (const { chart } of releases) {
            const source = chartSource(chart, { mirror: "https://charts.example.com", timeoutSeconds });
            assert.deepEqual(source.repositoryOpts, { repo: "https://charts.example.com" });
            assert.equal(source.chart, chart.chart);
        }
    });

    it("takes every chart from a folder, where the file name holds the version", () => {
        for (const { chart } of releases) {
            assert.deepEqual(chartSource(chart, { mirror: "./vendor/charts", timeoutSeconds }), {
                chart: `./vendor/charts/${chart.chart}-${chart.version}.tgz`,
            });
        }
    });
});
