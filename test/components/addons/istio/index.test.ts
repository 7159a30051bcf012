import assert from "node:assert/strict";
import { meshTelemetry } from "../../../../components/addons/istio";
import { everyAddOn } from "../../../support/addons";

describe("meshTelemetry", () => {
    it("sends every span to the collector, and none without it", () => {
        assert.equal(meshTelemetry(true).tracing?.[0]?.randomSamplingPercentage, 100);
        assert.equal(meshTelemetry(false).tracing, undefined);
    });
});

describe("Istio", () => {
    it("makes mTLS strict for the whole mesh", async () => {
        const { run } = await everyAddOn();
        const strict = run.object("PeerAuthentication", "default", "istio-system");
        assert.deepEqual(strict.inputs.spec, { mtls: { mode: "STRICT" } });
    });
});
