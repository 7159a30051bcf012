import assert from "node:assert/strict";
import { simulateStack } from "../../../support/simulate";

type Calls = Readonly<Record<string, { readonly call?: { readonly forward?: string; readonly predict: string } }>>;

const callsOf = async (stack: string): Promise<Calls> => (await simulateStack(stack)).run.outputs.workloads as Calls;

describe("callLines", () => {
    it("go through the gateway of a cloud by its name, with a token where one is asked for", async () => {
        const { "ai-inference-app": open } = await callsOf("dev");
        assert.deepEqual(open?.call, {
            predict:
                'curl --header "content-type: application/json" --data @request.json ' +
                "https://ai-api.dev.example.com/ai-inference-app/predict",
        });
        const calls = Object.values(await callsOf("prod")).flatMap(({ call }) => call?.predict ?? []);
        assert.ok(calls.some((line) => line.includes('--header "authorization: Bearer $TOKEN"')));
    });

    it("forward a port to a gateway that has no address, and accept its own certificate", async () => {
        const { sample } = await callsOf("local");
        assert.deepEqual(sample?.call, {
            forward:
                "kubectl --context kind-inference --namespace istio-ingress port-forward service/istio-gateway 8443:443",
            predict:
                "curl --resolve inference.localhost.example:8443:127.0.0.1 --insecure " +
                '--header "content-type: application/json" --data @request.json ' +
                "https://inference.localhost.example:8443/sample/v1/models/sample:predict",
        });
    });

    it("forward a port to a workload that the gateway does not publish", async () => {
        const { "anomaly-detection": inside, ranking } = await callsOf("dev");
        assert.deepEqual(inside?.call, {
            forward: "kubectl --namespace ml-production port-forward service/anomaly-detection 8501:8501",
            predict:
                'curl --header "content-type: application/json" --data @request.json ' +
                "http://localhost:8501/v1/models/anomaly-detection:predict",
        });
        assert.match(ranking?.call?.forward ?? "", /service\/ranking 8080:80$/);
    });

    it("are none for workloads that take no requests", async () => {
        const { "model-backup": backup, "model-training": training } = await callsOf("dev");
        assert.equal(backup?.call, undefined);
        assert.equal(training?.call, undefined);
    });
});
