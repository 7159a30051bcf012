import assert from "node:assert/strict";
import { faultsOf, render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("blue-green", () => {
    it("has a Service for each side, whose pods the controller selects", async () => {
        const run = await render({ w: { ...app, traffic: { strategy: "blue-green", previewReplicas: 2 } } });
        const services = run.resources.filter(({ inputs }) => inputs.kind === "Service");
        assert.deepEqual(
            services.map(({ name, ignoreChanges }) => [name, ignoreChanges]),
            [
                ["w", ["spec.selector"]],
                ["w-preview", ["spec.selector"]],
                ["w-all", []],
            ],
        );
        const { blueGreen } = spec(run, "Rollout", "w").strategy;
        assert.deepEqual(
            [blueGreen.activeService, blueGreen.previewService, blueGreen.previewReplicaCount],
            ["w", "w-preview", 2],
        );
        assert.equal(blueGreen.autoPromotionEnabled, false, "a person promotes unless the stack file says otherwise");
        assert.deepEqual(blueGreen.prePromotionAnalysis.templates, [{ templateName: "w-analysis" }]);
    });

    it("keeps the pods of both versions serving, whatever the controller selects for the others", async () => {
        const run = await render({ w: { ...app, traffic: { strategy: "blue-green" } } });
        const [active, all] = [spec(run, "Service", "w"), spec(run, "Service", "w-all")];
        assert.deepEqual(all.selector, { app: "w" });
        assert.deepEqual(all.ports, active.ports, "a proxy serves the ports of Services that select its pod");
        assert.equal(
            run.resources.some(({ name }) => name === "w-all-destination"),
            false,
            "nobody calls it",
        );
    });

    it("takes the names of its Services", () => {
        for (const name of ["w-preview", "w-all"]) {
            const reason = `makes objects named "${name}", and so does that workload: rename one of them`;
            assert.deepEqual(faultsOf({ w: { ...app, traffic: { strategy: "blue-green" } }, [name]: app }), [
                { path: "workloads.w.traffic.strategy", reason },
            ]);
        }
    });

    it("routes to the active Service, without subsets", async () => {
        const run = await render({ w: { ...app, traffic: { strategy: "blue-green" } } });
        assert.deepEqual(spec(run, "VirtualService", "w").http[0].route, [
            { destination: { host: "w.ml-production.svc.cluster.local" } },
        ]);
        assert.equal("subsets" in spec(run, "DestinationRule", "w-preview"), false);
    });

    it("waits for a person when the preview had no requests, also where it promotes by itself", async () => {
        for (const traffic of [{ autoPromote: true }, { autoPromote: true, analysis: { maxErrorRatio: 0.01 } }, {}]) {
            const run = await render({ w: { ...app, traffic: { strategy: "blue-green", ...traffic } } });
            const metrics: { name: string; inconclusiveLimit?: number; successCondition: string }[] = spec(
                run,
                "AnalysisTemplate",
                "w-analysis",
            ).metrics;
            for (const name of ["error-rate", "latency-p95"]) {
                const metric = metrics.find((each) => each.name === name);
                assert.equal(metric?.inconclusiveLimit, 3, name);
                assert.match(metric.successCondition, /^len\(result\) > 0 && /);
            }
        }
    });
});
