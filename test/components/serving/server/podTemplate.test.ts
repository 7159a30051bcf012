import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the pods of a server", () => {
    it("are scraped once, keep the credentials' address out of the mesh, and start behind the proxy", async () => {
        const { annotations, labels } = spec(await render({ w: detector }), "Deployment", "w").template.metadata;
        assert.equal(annotations["traffic.sidecar.istio.io/excludeOutboundIPRanges"], "169.254.170.23/32");
        assert.equal(annotations["sidecar.istio.io/nativeSidecar"], "true");
        assert.deepEqual(
            [annotations["prometheus.io/port"], annotations["prometheus.io/path"]],
            ["8501", "/monitoring/prometheus/metrics"],
        );
        assert.equal(labels["istio-prometheus-ignore"], "true");
    });
});
