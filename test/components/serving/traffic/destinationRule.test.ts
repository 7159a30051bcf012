import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const versions = { v1: { weight: 80 }, v2: { weight: 20 } };

describe("how callers connect to a workload", () => {
    it("is mutual TLS, to the pod with the fewest requests, with a slow start for a new pod", async () => {
        const rule = spec(await render({ w: detector }), "DestinationRule", "w");
        assert.equal(rule.host, "w.ml-production.svc.cluster.local");
        assert.deepEqual(rule.trafficPolicy.tls, { mode: "ISTIO_MUTUAL" });
        assert.deepEqual(rule.trafficPolicy.loadBalancer, { simple: "LEAST_REQUEST", warmup: { duration: "60s" } });
    });

    it("ejects a pod after five failures in a row, the last of two as well, and uses all pods once most are ejected", async () => {
        const { outlierDetection } = spec(await render({ w: detector }), "DestinationRule", "w").trafficPolicy;
        assert.equal(outlierDetection.consecutive5xxErrors, 5);
        const { maxEjectionPercent, minHealthPercent } = outlierDetection;
        // Envoy ejects a pod while the ejected ones, itself included, are at most this share: with 50, never the second of two.
        assert.ok((100 * 2) / 2 <= maxEjectionPercent);
        // It spreads requests over all pods while the share of the others is below this one: not with one of two, but with none.
        assert.ok(50 >= minHealthPercent && minHealthPercent > 0);
    });

    it("tells versions apart where a route chooses between them, and only there", async () => {
        const weighted = { ...detector, traffic: { strategy: "weighted", versions } };
        const run = await render({ w: weighted, single: detector });
        assert.deepEqual(spec(run, "DestinationRule", "w").subsets, [
            { name: "v1", labels: { version: "v1" } },
            { name: "v2", labels: { version: "v2" } },
        ]);
        assert.equal("subsets" in spec(run, "DestinationRule", "single"), false);
    });
});
