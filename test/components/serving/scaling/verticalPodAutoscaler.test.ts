import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("a VerticalPodAutoscaler", () => {
    it("recommends a size within bounds and changes nothing", async () => {
        assert.deepEqual(spec(await render({ w: app }), "VerticalPodAutoscaler", "w"), {
            targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "w" },
            updatePolicy: { updateMode: "Off" },
            resourcePolicy: {
                containerPolicies: [
                    {
                        containerName: "server",
                        minAllowed: { cpu: "500m", memory: "2Gi" },
                        maxAllowed: { cpu: "4", memory: "16Gi" },
                    },
                    { containerName: "istio-proxy", mode: "Off" },
                ],
            },
        });
        const without = await render({ w: app }, { vpa: undefined });
        assert.equal(
            without.resources.some(({ inputs }) => inputs.kind === "VerticalPodAutoscaler"),
            false,
        );
    });
});
