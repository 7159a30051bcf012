import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { simulateStack } from "../../../support/simulate";

interface Line {
    readonly forward?: string;
    readonly predict: string;
}
type Calls = Readonly<Record<string, { readonly call?: Line & { readonly grpc?: Line } }>>;

const callsOf = async (stack: string, settings: readonly string[] = []): Promise<Calls> =>
    (await simulateStack(stack, settings)).run.outputs.workloads as Calls;

const proto = "components/workloads/loadTest/files/tensorflow-serving.proto";
const method = "tensorflow.serving.PredictionService/Predict < request.json";

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
            grpc: {
                forward:
                    "kubectl --context kind-inference --namespace ml-production port-forward service/sample 8500:8500",
                predict: `grpcurl -plaintext -proto ${proto} -d @ localhost:8500 ${method}`,
            },
        });
    });

    it("forward a port to a workload that the gateway does not publish", async () => {
        const { "anomaly-detection": inside, ranking } = await callsOf("dev");
        assert.deepEqual(inside?.call, {
            forward: "kubectl --namespace ml-production port-forward service/anomaly-detection 8501:8501",
            predict:
                'curl --header "content-type: application/json" --data @request.json ' +
                "http://localhost:8501/v1/models/anomaly-detection:predict",
            grpc: {
                forward: "kubectl --namespace ml-production port-forward service/anomaly-detection 8500:8500",
                predict: `grpcurl -plaintext -proto ${proto} -d @ localhost:8500 ${method}`,
            },
        });
        assert.match(ranking?.call?.forward ?? "", /service\/ranking 8080:80$/);
    });

    it("call gRPC through the gateway where it publishes the service, and HTTP past it where it publishes no path", async () => {
        const published = "gateway={public: true, paths: [], grpcServices: [tensorflow.serving.PredictionService]}";
        const { sample } = await callsOf("local", [`workloads.sample.${published}`]);
        assert.match(sample?.call?.predict ?? "", /^curl .* http:\/\/localhost:8501\/v1\/models\/sample:predict$/);
        assert.deepEqual(sample?.call?.grpc, {
            forward:
                "kubectl --context kind-inference --namespace istio-ingress port-forward service/istio-gateway 8443:443",
            predict:
                `grpcurl -authority inference.localhost.example -insecure -proto ${proto} -d @ ` +
                `127.0.0.1:8443 ${method}`,
        });
        const token =
            "jwt: {issuer: https://login.example.com, audiences: [a], jwksUri: https://login.example.com/keys}";
        const { "anomaly-detection": cloud } = await callsOf("dev", [
            `workloads.anomaly-detection.gateway={paths: [], grpcServices: [tensorflow.serving.PredictionService], ${token}}`,
        ]);
        assert.deepEqual(cloud?.call?.grpc, {
            predict:
                `grpcurl -H "authorization: Bearer $TOKEN" -proto ${proto} -d @ ` +
                `ai-api.dev.example.com:443 ${method}`,
        });
    });

    it("name a description of the method that is there, and has it", () => {
        const text = readFileSync(path.resolve(__dirname, "../../../..", proto), "utf8");
        assert.match(text, /^package tensorflow\.serving;$/m);
        assert.match(text, /service PredictionService \{\s*rpc Predict\(/);
    });

    it("are none for workloads that take no requests", async () => {
        const { "model-backup": backup, "model-training": training } = await callsOf("dev");
        assert.equal(backup?.call, undefined);
        assert.equal(training?.call, undefined);
    });
});
